import { z } from 'zod';
import { Actor, OrgId } from '../ids.ts';
import { Instant } from '../instant.ts';

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

/** At most so many attempts at once in the whole org; null: no limit. Attempts at work go on. */
export const OrgCapped = z.object({
  type: z.literal('OrgCapped'),
  org: OrgId,
  maxParallel: z.number().int().positive().nullable(),
});
export type OrgCapped = z.infer<typeof OrgCapped>;

/** `to` may give the approvals that `from` may give, until then; takes the place of what was said before about the two. */
export const ReviewsDelegated = z.object({
  type: z.literal('ReviewsDelegated'),
  org: OrgId,
  from: Actor,
  to: Actor,
  until: Instant,
});
export type ReviewsDelegated = z.infer<typeof ReviewsDelegated>;

export const ReviewsRevoked = z.object({
  type: z.literal('ReviewsRevoked'),
  org: OrgId,
  from: Actor,
  to: Actor,
});
export type ReviewsRevoked = z.infer<typeof ReviewsRevoked>;

export const OrgEvent = z.discriminatedUnion('type', [
  OrgCreated,
  OrgStopped,
  OrgStarted,
  OrgCapped,
  ReviewsDelegated,
  ReviewsRevoked,
]);
export type OrgEvent = z.infer<typeof OrgEvent>;
