import { z } from 'zod';
import { GraceMs } from '../attempt/grace.ts';
import { AgentName, PlanId, RoleId, RunnerId, TaskId } from '../ids.ts';
import { Instant } from '../instant.ts';
import { AcceptDecomposition, DecomposeTask, RejectDecomposition } from './task.decomposition.ts';
import { RetryFrom, TaskPatch } from './task.events.ts';

const target = { planId: PlanId, taskId: TaskId };
const note = z.string().max(1000).default('');
const graceMs = GraceMs.optional();

export const EditTask = z.object({ type: z.literal('EditTask'), ...target, patch: TaskPatch });
export type EditTask = z.infer<typeof EditTask>;
/** `graceMs`: the attempt under way is ended; without, a task at work cannot be held. */
export const HoldTask = z.object({ type: z.literal('HoldTask'), ...target, note, graceMs });
export type HoldTask = z.infer<typeof HoldTask>;
export const ReleaseTask = z.object({ type: z.literal('ReleaseTask'), ...target });
export type ReleaseTask = z.infer<typeof ReleaseTask>;
export const CancelTask = z.object({ type: z.literal('CancelTask'), ...target, note, graceMs });
export type CancelTask = z.infer<typeof CancelTask>;
/** Of a failed or cancelled task. `agent` and `gates` need work that was kept, `gates` a task that makes a change. */
export const RetryTask = z.object({ type: z.literal('RetryTask'), ...target, from: RetryFrom.optional() });
export type RetryTask = z.infer<typeof RetryTask>;
export const AcceptSplit = z.object({
  type: z.literal('AcceptSplit'),
  ...target,
  rule: z.string().max(200).optional(),
});
export type AcceptSplit = z.infer<typeof AcceptSplit>;
export const RejectSplit = z.object({ type: z.literal('RejectSplit'), ...target, note });
export type RejectSplit = z.infer<typeof RejectSplit>;
/** From the planner when a hold's `until` has come; names it, so that two planners have one effect. */
export const WakeTask = z.object({ type: z.literal('WakeTask'), ...target, until: Instant });
export type WakeTask = z.infer<typeof WakeTask>;

/** Dependants go on as if it were done. */
export const SkipTask = z.object({
  type: z.literal('SkipTask'),
  ...target,
  reason: z.string().min(1).max(1000),
  graceMs,
});
export type SkipTask = z.infer<typeof SkipTask>;

/** What is missing stays as it is; another role brings its agent. `graceMs`: the attempt under way is ended. */
export const ReassignTask = z.object({
  type: z.literal('ReassignTask'),
  ...target,
  role: RoleId.optional(),
  agent: AgentName.optional(),
  labels: z.array(z.string().max(100)).max(20).optional(),
  /** Runners that are not to get it. */
  away: z.array(RunnerId).max(100).optional(),
  graceMs,
});
export type ReassignTask = z.infer<typeof ReassignTask>;

export const TaskCommand = z.discriminatedUnion('type', [
  EditTask,
  HoldTask,
  ReleaseTask,
  CancelTask,
  RetryTask,
  AcceptSplit,
  RejectSplit,
  WakeTask,
  SkipTask,
  ReassignTask,
  DecomposeTask,
  AcceptDecomposition,
  RejectDecomposition,
]);
export type TaskCommand = z.infer<typeof TaskCommand>;
