import { z } from 'zod';
import { GraceMs } from '../attempt/grace.ts';
import { PhaseId, PlanId, RoleId, TaskId } from '../ids.ts';
import { Priority, SubmittedPlan } from './plan.file.ts';

const reason = z.string().max(1000).default('');
/** Missing: attempts under way go on. */
const graceMs = GraceMs.optional();

/** The whole plan or nothing. The plan's id must be new in the org (PLAN_EXISTS) and its repository registered (REPO_UNKNOWN). */
export const SubmitPlan = z.object({ type: z.literal('SubmitPlan'), plan: SubmittedPlan });
export type SubmitPlan = z.infer<typeof SubmitPlan>;

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
