import { z } from 'zod';
import { Digest, GateId, PhaseId, PlanId, RepoId, RoleId } from '../ids.ts';
import { FollowUp, Gate, Phase, Role, TaskDefaults } from './plan.file.ts';
import { ProposalPolicy } from './proposal.policy.ts';

/** A plan without its tasks. */
const planHead = {
  planId: PlanId,
  title: z.string(),
  description: z.string(),
  repoId: RepoId,
  target: z.string(),
  /** At most so many attempts at once; missing: no limit. */
  maxParallel: z.number().int().positive().optional(),
  phases: z.array(Phase),
  roles: z.record(RoleId, Role),
  gates: z.record(GateId, Gate),
  defaults: TaskDefaults,
  followUps: z.array(FollowUp),
  proposals: ProposalPolicy.optional(),
};

/** Its tasks follow as `TaskAdded` in the same commit. */
export const PlanAdded = z.object({ type: z.literal('PlanAdded'), ...planHead });
export type PlanAdded = z.infer<typeof PlanAdded>;

/**
 * A plan that is too large for one commit begins as a draft: nobody sees it, nothing of it is offered. Its tasks follow
 * as `TaskAdded` in commits of their own. `digest`: of the content that was sent; `tasks`: how many there will be.
 */
export const PlanDrafted = z.object({
  type: z.literal('PlanDrafted'),
  ...planHead,
  digest: Digest,
  tasks: z.number().int().positive(),
});
export type PlanDrafted = z.infer<typeof PlanDrafted>;

/** All of the draft is there and right: from here on it is a plan like any other. */
export const PlanActivated = z.object({
  type: z.literal('PlanActivated'),
  planId: PlanId,
  tasks: z.number().int().positive(),
});
export type PlanActivated = z.infer<typeof PlanActivated>;

/** The draft and its tasks are gone, and the id is free: another content took its place, or it was left lying. */
export const PlanDiscarded = z.object({
  type: z.literal('PlanDiscarded'),
  planId: PlanId,
  because: z.enum(['replaced', 'left', 'person']),
});
export type PlanDiscarded = z.infer<typeof PlanDiscarded>;

/** An ended plan leaves the memory of whoever decides: it can be read, and never goes on. Its id stays taken. */
export const PlanArchived = z.object({ type: z.literal('PlanArchived'), planId: PlanId });
export type PlanArchived = z.infer<typeof PlanArchived>;

/** No task of it is offered; attempts under way go on. */
export const PlanPaused = z.object({
  type: z.literal('PlanPaused'),
  planId: PlanId,
  reason: z.string().max(1000),
});
export type PlanPaused = z.infer<typeof PlanPaused>;

export const PlanResumed = z.object({ type: z.literal('PlanResumed'), planId: PlanId });
export type PlanResumed = z.infer<typeof PlanResumed>;

/** Precedes `TasksCancelled` for all that was not finished. */
export const PlanCancelled = z.object({
  type: z.literal('PlanCancelled'),
  planId: PlanId,
  reason: z.string().max(1000),
});
export type PlanCancelled = z.infer<typeof PlanCancelled>;

/** Every task is done, failed or cancelled. A retry reopens the plan: `PlanReopened`. */
export const PlanFinished = z.object({
  type: z.literal('PlanFinished'),
  planId: PlanId,
  outcome: z.enum(['done', 'failed', 'cancelled']),
});
export type PlanFinished = z.infer<typeof PlanFinished>;

export const PlanReopened = z.object({ type: z.literal('PlanReopened'), planId: PlanId });
export type PlanReopened = z.infer<typeof PlanReopened>;

export const PhasePaused = z.object({
  type: z.literal('PhasePaused'),
  planId: PlanId,
  phaseId: PhaseId,
  reason: z.string().max(1000),
});
export type PhasePaused = z.infer<typeof PhasePaused>;

/** `because`: `condition` when its `opensWhen` was met, `person` when somebody resumed it. */
export const PhaseOpened = z.object({
  type: z.literal('PhaseOpened'),
  planId: PlanId,
  phaseId: PhaseId,
  because: z.enum(['condition', 'person']),
});
export type PhaseOpened = z.infer<typeof PhaseOpened>;

/** At most so many attempts of the plan at once; null: no limit. Attempts at work go on. */
export const PlanCapped = z.object({
  type: z.literal('PlanCapped'),
  planId: PlanId,
  maxParallel: z.number().int().positive().nullable(),
});
export type PlanCapped = z.infer<typeof PlanCapped>;

/** Tasks of this role are not offered. */
export const RolePaused = z.object({
  type: z.literal('RolePaused'),
  planId: PlanId,
  roleId: RoleId,
  reason: z.string().max(1000),
});
export type RolePaused = z.infer<typeof RolePaused>;

export const RoleResumed = z.object({ type: z.literal('RoleResumed'), planId: PlanId, roleId: RoleId });
export type RoleResumed = z.infer<typeof RoleResumed>;
/**
 * What the plan says otherwise from now on; null: it is gone. Tasks follow in the same commit: `TaskAdded`, `TasksRemoved`,
 * `TasksChanged`. `revision`: of the plan after it; a plan begins with 1.
 */
export const PlanEdited = z.object({
  type: z.literal('PlanEdited'),
  planId: PlanId,
  revision: z.number().int(),
  note: z.string().max(1000),
  title: z.string().optional(),
  description: z.string().optional(),
  defaults: TaskDefaults.optional(),
  followUps: z.array(FollowUp).optional(),
  proposals: ProposalPolicy.optional(),
  roles: z.record(RoleId, Role.nullable()),
  gates: z.record(GateId, Gate.nullable()),
  phases: z.record(PhaseId, Phase.nullable()),
});
export type PlanEdited = z.infer<typeof PlanEdited>;

export const PlanEvent = z.discriminatedUnion('type', [
  PlanAdded,
  PlanDrafted,
  PlanActivated,
  PlanDiscarded,
  PlanArchived,
  PlanPaused,
  PlanResumed,
  PlanCancelled,
  PlanFinished,
  PlanReopened,
  PhasePaused,
  PhaseOpened,
  PlanCapped,
  RolePaused,
  RoleResumed,
  PlanEdited,
]);
export type PlanEvent = z.infer<typeof PlanEvent>;
