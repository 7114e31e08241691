import { z } from 'zod';
import { GraceMs } from '../attempt/grace.ts';
import { Digest, PhaseId, PlanId, RoleId, TaskId } from '../ids.ts';
import { DraftedTask, PlanFile, Priority, SubmittedPlan } from './plan.file.ts';
import { EditPlan } from './plan.edit.ts';

const reason = z.string().max(1000).default('');
/** Missing: attempts under way go on. */
const graceMs = GraceMs.optional();

/** The whole plan or nothing. The plan's id must be new in the org (PLAN_EXISTS) and its repository registered (REPO_UNKNOWN). */
export const SubmitPlan = z.object({ type: z.literal('SubmitPlan'), plan: SubmittedPlan });
export type SubmitPlan = z.infer<typeof SubmitPlan>;

/** The tasks of a draft that one command brings at most. */
export const MOST_DRAFTED = 5_000;

/**
 * Begins a plan that is too large for one commit; a draft with another content gives way. `digest` names the content, so
 * that whoever sends the rest means this one. Errors: PLAN_INVALID, PLAN_EXISTS, REPO_UNKNOWN.
 */
export const DraftPlan = z.object({
  type: z.literal('DraftPlan'),
  plan: PlanFile.omit({ tasks: true }),
  digest: Digest,
  tasks: z.number().int().min(1).max(100_000),
});
export type DraftPlan = z.infer<typeof DraftPlan>;

/** The next tasks of a draft, in the order of the plan; `from` is the ordinal of the first. Errors: DRAFT_NOT_FOUND, DRAFT_OUT_OF_STEP, PLAN_INVALID. */
export const DraftTasks = z.object({
  type: z.literal('DraftTasks'),
  planId: PlanId,
  digest: Digest,
  from: z.number().int().nonnegative(),
  tasks: z.array(DraftedTask).min(1).max(MOST_DRAFTED),
});
export type DraftTasks = z.infer<typeof DraftTasks>;

/** Makes a plan of a draft that is complete. Errors: DRAFT_NOT_FOUND, DRAFT_OUT_OF_STEP, PLAN_INVALID. */
export const ActivatePlan = z.object({ type: z.literal('ActivatePlan'), planId: PlanId, digest: Digest });
export type ActivatePlan = z.infer<typeof ActivatePlan>;

/** A person may at any time; the clock when nothing was added for an hour (NOT_DUE before). */
export const DiscardDraft = z.object({ type: z.literal('DiscardDraft'), planId: PlanId, digest: Digest });
export type DiscardDraft = z.infer<typeof DiscardDraft>;

/** Of a plan that has ended (PLAN_NOT_OVER before): by a person at any time, by the clock after 30 days (NOT_DUE before). */
export const ArchivePlan = z.object({ type: z.literal('ArchivePlan'), planId: PlanId });
export type ArchivePlan = z.infer<typeof ArchivePlan>;

export const PausePlan = z.object({ type: z.literal('PausePlan'), planId: PlanId, reason, graceMs });
export type PausePlan = z.infer<typeof PausePlan>;
export const ResumePlan = z.object({ type: z.literal('ResumePlan'), planId: PlanId });
export type ResumePlan = z.infer<typeof ResumePlan>;
export const CancelPlan = z.object({ type: z.literal('CancelPlan'), planId: PlanId, reason, graceMs });
export type CancelPlan = z.infer<typeof CancelPlan>;
export const PausePhase = z.object({
  type: z.literal('PausePhase'),
  planId: PlanId,
  phaseId: PhaseId,
  reason,
  graceMs,
});
export type PausePhase = z.infer<typeof PausePhase>;
export const ResumePhase = z.object({ type: z.literal('ResumePhase'), planId: PlanId, phaseId: PhaseId });
export type ResumePhase = z.infer<typeof ResumePhase>;

/** Cancels all that is not over in a phase, but for what is being pushed. */
export const CancelPhase = z.object({
  type: z.literal('CancelPhase'),
  planId: PlanId,
  phaseId: PhaseId,
  reason,
  graceMs,
});
export type CancelPhase = z.infer<typeof CancelPhase>;

export const PauseRole = z.object({
  type: z.literal('PauseRole'),
  planId: PlanId,
  roleId: RoleId,
  reason,
  graceMs,
});
export type PauseRole = z.infer<typeof PauseRole>;
export const ResumeRole = z.object({ type: z.literal('ResumeRole'), planId: PlanId, roleId: RoleId });
export type ResumeRole = z.infer<typeof ResumeRole>;

/** Cancels all that is not over with a role, but for what is being pushed. */
export const CancelRole = z.object({
  type: z.literal('CancelRole'),
  planId: PlanId,
  roleId: RoleId,
  reason,
  graceMs,
});
export type CancelRole = z.infer<typeof CancelRole>;

/** `maxParallel` null: no limit. 0 is refused (CAP_INVALID): to let nothing run, pause the plan. */
export const CapPlan = z.object({
  type: z.literal('CapPlan'),
  planId: PlanId,
  maxParallel: z.number().int().nullable(),
});
export type CapPlan = z.infer<typeof CapPlan>;

/** Of the tasks that are named, of a phase, of a role, or of all that is not over; several narrow it down together. */
export const PrioritiseTasks = z.object({
  type: z.literal('PrioritiseTasks'),
  planId: PlanId,
  priority: Priority,
  taskIds: z.array(TaskId).min(1).max(10_000).optional(),
  phaseId: PhaseId.optional(),
  roleId: RoleId.optional(),
});
export type PrioritiseTasks = z.infer<typeof PrioritiseTasks>;

export const PlanCommand = z.discriminatedUnion('type', [
  SubmitPlan,
  DraftPlan,
  DraftTasks,
  ActivatePlan,
  DiscardDraft,
  EditPlan,
  ArchivePlan,
  PausePlan,
  ResumePlan,
  CancelPlan,
  PausePhase,
  ResumePhase,
  CancelPhase,
  PauseRole,
  ResumeRole,
  CancelRole,
  CapPlan,
  PrioritiseTasks,
]);
export type PlanCommand = z.infer<typeof PlanCommand>;
