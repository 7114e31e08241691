import { z } from 'zod';
import { Source } from '../plan/plan.edit.ts';
import { Glob, SubmittedTask } from '../plan/plan.file.ts';
import { Actor, AttemptId, PlanId, RoleId, TaskId } from '../ids.ts';

/**
 * One task of a graph that takes the place of another. What it does not say it has from that one, so a child says what
 * is its own: its paths, what it waits for. Its needs are other children, or any task of the plan.
 */
export const ChildTask = SubmittedTask.pick({
  id: true,
  title: true,
  brief: true,
  needs: true,
  after: true,
}).extend({
  role: RoleId.optional(),
  scope: z.array(Glob).min(1).max(100).optional(),
  change: z.enum(['required', 'none']).optional(),
  run: SubmittedTask.shape.run,
  gates: SubmittedTask.shape.gates,
  priority: SubmittedTask.shape.priority,
  estimateMinutes: SubmittedTask.shape.estimateMinutes,
});
export type ChildTask = z.infer<typeof ChildTask>;

export const ChildTasks = z.array(ChildTask).min(2).max(100);

const inPlan = { planId: PlanId, taskId: TaskId };
const note = z.string().max(1000);

/** It waits for a person or policy. `attemptId`: of the attempt that ended with it. `ref`: where the work of that one is kept. */
export const DecompositionProposed = z.object({
  type: z.literal('DecompositionProposed'),
  ...inPlan,
  attemptId: AttemptId.optional(),
  by: Actor,
  children: ChildTasks,
  note,
  ref: z.string().max(300).nullable(),
  source: Source.optional(),
});
export type DecompositionProposed = z.infer<typeof DecompositionProposed>;

/** The task ends; the children, added in the same commit, take its needs, dependants and held paths. */
export const DecompositionAccepted = z.object({
  type: z.literal('DecompositionAccepted'),
  ...inPlan,
  into: z.array(TaskId).min(2),
  by: Actor,
  rule: z.string().max(200).optional(),
});
export type DecompositionAccepted = z.infer<typeof DecompositionAccepted>;

export const DecompositionRejected = z.object({ type: z.literal('DecompositionRejected'), ...inPlan, note });
export type DecompositionRejected = z.infer<typeof DecompositionRejected>;

/** By a person or policy, of a task that nobody works on. `propose`: somebody else is to decide. */
export const DecomposeTask = z.object({
  type: z.literal('DecomposeTask'),
  ...inPlan,
  children: ChildTasks,
  propose: z.boolean().default(false),
  note: note.default(''),
  source: Source.optional(),
});
export type DecomposeTask = z.infer<typeof DecomposeTask>;

/** Ends the attempt: the task is more than one. What was done is kept at `ref`. */
export const ProposeDecomposition = z.object({
  type: z.literal('ProposeDecomposition'),
  attemptId: AttemptId,
  fence: z.number().int().positive(),
  children: ChildTasks,
  note: note.default(''),
  ref: z.string().max(300).nullable().default(null),
});
export type ProposeDecomposition = z.infer<typeof ProposeDecomposition>;

export const AcceptDecomposition = z.object({
  type: z.literal('AcceptDecomposition'),
  ...inPlan,
  rule: z.string().max(200).optional(),
});
export type AcceptDecomposition = z.infer<typeof AcceptDecomposition>;

export const RejectDecomposition = z.object({
  type: z.literal('RejectDecomposition'),
  ...inPlan,
  note: note.default(''),
});
export type RejectDecomposition = z.infer<typeof RejectDecomposition>;
