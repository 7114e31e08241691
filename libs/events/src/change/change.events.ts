import { z } from 'zod';
import { EvidenceRef, Text } from '../evidence.ts';
import { GateResult } from '../attempt/attempt.events.ts';
import { OnExpiry, ReviewTerms } from './review.rule.ts';
import { Actor, ChangeId, PlanId, RunnerId, Sha, TaskId } from '../ids.ts';

const ofChange = { planId: PlanId, taskId: TaskId, changeId: ChangeId };

/** What a change is: `head` on `branch`, one or more commits above `base`. `patchId`: `git patch-id --stable` of the whole. */
export const ChangeContent = z.object({
  branch: z.string().max(300),
  base: Sha,
  head: Sha,
  tree: Sha,
  patchId: Sha,
  files: z
    .array(
      z.object({
        path: z.string(),
        added: z.number().int(),
        removed: z.number().int(),
        generated: z.boolean(),
      }),
    )
    .max(5000),
  /** Added plus removed lines that count against the size limit. */
  lines: z.number().int().nonnegative(),
  diff: EvidenceRef,
});
export type ChangeContent = z.infer<typeof ChangeContent>;

/** The attempt that made it is over; its slot and lease are free. */
export const ChangeOpened = z.object({
  type: z.literal('ChangeOpened'),
  ...ofChange,
  ...ChangeContent.shape,
});
export type ChangeOpened = z.infer<typeof ChangeOpened>;

/** `approvals` are still to come, from a person or policy. */
export const ReviewRequested = z.object({
  type: z.literal('ReviewRequested'),
  ...ofChange,
  approvals: z.number().int().positive(),
  /** Missing: every person and policy may give them, whenever. */
  terms: ReviewTerms.optional(),
});
export type ReviewRequested = z.infer<typeof ReviewRequested>;

/** Holds for this patch only: a clean rebase keeps it, anything else voids it. */
export const ChangeReviewed = z.object({
  type: z.literal('ChangeReviewed'),
  ...ofChange,
  head: Sha,
  patchId: Sha,
  verdict: z.enum(['approve', 'reject']),
  actor: Actor,
  note: z.string().max(4000),
  rule: z.string().max(200).nullable(),
  /** Who asked the actor to give it instead. */
  onBehalfOf: Actor.optional(),
});
export type ChangeReviewed = z.infer<typeof ChangeReviewed>;

/** Nobody approved in time. `terms`: what holds from now on; after a rejection `ChangeSentBack` follows. */
export const ReviewExpired = z.object({
  type: z.literal('ReviewExpired'),
  ...ofChange,
  then: OnExpiry,
  terms: ReviewTerms,
});
export type ReviewExpired = z.infer<typeof ReviewExpired>;

/** `patchId`: what the change is on the branch as it stands now, and what the next approvals are for. */
export const ApprovalsVoided = z.object({
  type: z.literal('ApprovalsVoided'),
  ...ofChange,
  patchId: Sha,
  reason: z.string().max(500),
});
export type ApprovalsVoided = z.infer<typeof ApprovalsVoided>;

/** In the queue of its target branch, in the order of these events. */
export const ChangeQueued = z.object({ type: z.literal('ChangeQueued'), ...ofChange, target: z.string() });
export type ChangeQueued = z.infer<typeof ChangeQueued>;

export const LandingClaimed = z.object({
  type: z.literal('LandingClaimed'),
  ...ofChange,
  fence: z.number().int().positive(),
  runnerId: RunnerId,
  leaseMs: z.number().int().positive(),
});
export type LandingClaimed = z.infer<typeof LandingClaimed>;

/** `result` is to become the branch's tip in place of `base`; it has `tree`, on which `gates` passed. */
export const LandingPrepared = z.object({
  type: z.literal('LandingPrepared'),
  ...ofChange,
  base: Sha,
  head: Sha,
  tree: Sha,
  result: Sha,
  fence: z.number().int().positive(),
  /** Those that ran again, on the merged tree. */
  gates: z.array(GateResult),
});
export type LandingPrepared = z.infer<typeof LandingPrepared>;

export const ChangeLanded = z.object({
  type: z.literal('ChangeLanded'),
  ...ofChange,
  target: z.string(),
  result: Sha,
});
export type ChangeLanded = z.infer<typeof ChangeLanded>;

/** It conflicts with the branch, or a gate failed on the merged tree; `ChangeSentBack` follows. */
export const LandingFailed = z.object({
  type: z.literal('LandingFailed'),
  ...ofChange,
  fence: z.number().int().positive(),
  because: z.enum(['conflict', 'gate']),
  gates: z.array(GateResult),
});
export type LandingFailed = z.infer<typeof LandingFailed>;

/** The claim or the preparation is void; the change keeps its place at the head of the queue. */
export const LandingVoided = z.object({
  type: z.literal('LandingVoided'),
  ...ofChange,
  because: z.enum(['lease', 'base-moved', 'infrastructure', 'review', 'stopped']),
  note: z.string().max(1000),
});
export type LandingVoided = z.infer<typeof LandingVoided>;

/** Out of the queue: its task gets a new attempt with `feedback`, or fails when none is left. */
export const ChangeSentBack = z.object({
  type: z.literal('ChangeSentBack'),
  ...ofChange,
  because: z.enum(['conflict', 'gate', 'review', 'cancelled']),
  feedback: Text,
});
export type ChangeSentBack = z.infer<typeof ChangeSentBack>;

export const ChangeEvent = z.discriminatedUnion('type', [
  ChangeOpened,
  ReviewRequested,
  ChangeReviewed,
  ReviewExpired,
  ApprovalsVoided,
  ChangeQueued,
  LandingClaimed,
  LandingPrepared,
  LandingFailed,
  ChangeLanded,
  LandingVoided,
  ChangeSentBack,
]);
export type ChangeEvent = z.infer<typeof ChangeEvent>;
