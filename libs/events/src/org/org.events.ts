import { z } from 'zod';
import { OrgId } from '../ids.ts';

export const OrgCreated = z.object({ type: z.literal('OrgCreated'), org: OrgId });
export type OrgCreated = z.infer<typeof OrgCreated>;

/** Nothing is claimed and nothing lands until `OrgStarted`. What was at work ends in the same commit, unless it may go on. */
export const OrgStopped = z.object({
  type: z.literal('OrgStopped'),
  org: OrgId,
  reason: z.string().max(1000),
});
export type OrgStopped = z.infer<typeof OrgStopped>;

export const OrgStarted = z.object({ type: z.literal('OrgStarted'), org: OrgId });
export type OrgStarted = z.infer<typeof OrgStarted>;

export const OrgEvent = z.discriminatedUnion('type', [OrgCreated, OrgStopped, OrgStarted]);
export type OrgEvent = z.infer<typeof OrgEvent>;
