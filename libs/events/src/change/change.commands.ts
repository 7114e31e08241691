import { z } from 'zod';
import { GateResult } from '../attempt/attempt.events.ts';
import { Text } from '../evidence.ts';
import { Instant } from '../instant.ts';
import { ChangeId, RepoId, RunnerId, Sha } from '../ids.ts';

const underClaim = { changeId: ChangeId, fence: z.number().int().positive() };

/** `head`: what the reviewer saw; another one is refused (CHANGE_MOVED). Runners and attempts may not (FORBIDDEN). */
export const ReviewChange = z.object({
  type: z.literal('ReviewChange'),
  changeId: ChangeId,
  head: Sha,
  verdict: z.enum(['approve', 'reject']),
  note: z.string().max(4000).default(''),
  /** The rule of a policy actor, in words. */
  rule: z.string().max(200).nullable().default(null),
});
export type ReviewChange = z.infer<typeof ReviewChange>;

/** From the planner when a review's time has come; names it, so that two planners have one effect. */
export const ExpireReview = z.object({ type: z.literal('ExpireReview'), changeId: ChangeId, until: Instant });
export type ExpireReview = z.infer<typeof ExpireReview>;

/** Claims the head of one queue among `repos`; nothing to land claims nothing. */
export const ClaimLanding = z.object({
  type: z.literal('ClaimLanding'),
  runnerId: RunnerId,
  repos: z.array(RepoId),
  leaseMs: z.number().int().min(1000).max(3_600_000),
});
export type ClaimLanding = z.infer<typeof ClaimLanding>;

/** A patch that differs from the approved one voids the approvals and the landing instead. */
export const PrepareLanding = z.object({
  type: z.literal('PrepareLanding'),
  ...underClaim,
  base: Sha,
  head: Sha,
  tree: Sha,
  result: Sha,
  patchId: Sha,
  gates: z.array(GateResult).max(50),
});
export type PrepareLanding = z.infer<typeof PrepareLanding>;

/** After the push, or when the prepared result was found on the branch. */
export const RecordLanding = z.object({ type: z.literal('RecordLanding'), ...underClaim, result: Sha });
export type RecordLanding = z.infer<typeof RecordLanding>;

export const VoidLanding = z.object({
  type: z.literal('VoidLanding'),
  ...underClaim,
  because: z.enum(['base-moved', 'infrastructure']),
  note: z.string().max(1000).default(''),
});
export type VoidLanding = z.infer<typeof VoidLanding>;

/** The change does not fit the branch any more: it conflicts, or a gate fails on the merged tree. */
export const FailLanding = z.object({
  type: z.literal('FailLanding'),
  ...underClaim,
  because: z.enum(['conflict', 'gate']),
  feedback: Text,
  gates: z.array(GateResult).max(50).default([]),
});
export type FailLanding = z.infer<typeof FailLanding>;

/** From the planner, as `ExpireClaim`. */
export const ExpireLanding = z.object({ type: z.literal('ExpireLanding'), ...underClaim });
export type ExpireLanding = z.infer<typeof ExpireLanding>;

export const ChangeCommand = z.discriminatedUnion('type', [
  ReviewChange,
  ExpireReview,
  ClaimLanding,
  PrepareLanding,
  RecordLanding,
  VoidLanding,
  FailLanding,
  ExpireLanding,
]);
export type ChangeCommand = z.infer<typeof ChangeCommand>;
