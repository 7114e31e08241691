import { z } from 'zod';
import { GraceMs } from '../attempt/grace.ts';
import { Actor } from '../ids.ts';
import { Instant } from '../instant.ts';

/** Sent by the orchestrator when an org is used for the first time. */
export const CreateOrg = z.object({ type: z.literal('CreateOrg') });
export type CreateOrg = z.infer<typeof CreateOrg>;

/** Stops everything: no claim, no landing. `graceMs` null: attempts under way go on; else they are ended, after so long by force. */
export const StopOrg = z.object({
  type: z.literal('StopOrg'),
  reason: z.string().max(1000).default(''),
  graceMs: GraceMs.nullable().default(1000),
});
export type StopOrg = z.infer<typeof StopOrg>;

export const StartOrg = z.object({ type: z.literal('StartOrg') });
export type StartOrg = z.infer<typeof StartOrg>;

/** `maxParallel` null: no limit. 0 is refused (CAP_INVALID): to let nothing run, stop the org. */
export const CapOrg = z.object({ type: z.literal('CapOrg'), maxParallel: z.number().int().nullable() });
export type CapOrg = z.infer<typeof CapOrg>;

/** The sender asks somebody to give approvals in his or her place, until then. Again: until another time. */
export const DelegateReviews = z.object({ type: z.literal('DelegateReviews'), to: Actor, until: Instant });
export type DelegateReviews = z.infer<typeof DelegateReviews>;

/** Takes that back. */
export const RevokeReviews = z.object({ type: z.literal('RevokeReviews'), to: Actor });
export type RevokeReviews = z.infer<typeof RevokeReviews>;

export const OrgCommand = z.discriminatedUnion('type', [
  CreateOrg,
  StopOrg,
  StartOrg,
  CapOrg,
  DelegateReviews,
  RevokeReviews,
]);
export type OrgCommand = z.infer<typeof OrgCommand>;
