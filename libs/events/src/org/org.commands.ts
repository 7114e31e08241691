import { z } from 'zod';

/** Sent by the orchestrator when an org is used for the first time. */
export const CreateOrg = z.object({ type: z.literal('CreateOrg') });
export type CreateOrg = z.infer<typeof CreateOrg>;

export const OrgCommand = z.discriminatedUnion('type', [CreateOrg]);
export type OrgCommand = z.infer<typeof OrgCommand>;
