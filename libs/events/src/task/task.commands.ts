import { z } from 'zod';
import { PlanId, TaskId } from '../ids.ts';
import { Instant } from '../instant.ts';
import { TaskPatch } from './task.events.ts';

const target = { planId: PlanId, taskId: TaskId };
const note = z.string().max(1000).default('');

export const EditTask = z.object({ type: z.literal('EditTask'), ...target, patch: TaskPatch });
export type EditTask = z.infer<typeof EditTask>;
export const HoldTask = z.object({ type: z.literal('HoldTask'), ...target, note });
export type HoldTask = z.infer<typeof HoldTask>;
export const ReleaseTask = z.object({ type: z.literal('ReleaseTask'), ...target });
export type ReleaseTask = z.infer<typeof ReleaseTask>;
export const CancelTask = z.object({ type: z.literal('CancelTask'), ...target, note });
export type CancelTask = z.infer<typeof CancelTask>;
/** Of a failed or cancelled task. */
export const RetryTask = z.object({ type: z.literal('RetryTask'), ...target });
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

export const TaskCommand = z.discriminatedUnion('type', [
  EditTask,
  HoldTask,
  ReleaseTask,
  CancelTask,
  RetryTask,
  AcceptSplit,
  RejectSplit,
  WakeTask,
]);
export type TaskCommand = z.infer<typeof TaskCommand>;
