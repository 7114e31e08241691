import { z } from 'zod';
import { OrgId } from '../ids.ts';

export const OrgCreated = z.object({ type: z.literal('OrgCreated'), org: OrgId });
export type OrgCreated = z.infer<typeof OrgCreated>;

export const OrgEvent = z.discriminatedUnion('type', [OrgCreated]);
export type OrgEvent = z.infer<typeof OrgEvent>;
