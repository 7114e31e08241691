import { z } from 'zod';
import { ReviewRule } from '../change/review.rule.ts';
import { Text } from '../evidence.ts';
import { FailureClass, FailurePolicies } from '../failure/failure.policy.ts';
import {
  AccountId,
  Actor,
  AgentName,
  AttemptId,
  ChangeId,
  GateId,
  PhaseId,
  PlanId,
  RoleId,
  RunnerId,
  Sha,
  TaskId,
} from '../ids.ts';
import { Instant } from '../instant.ts';
import { Glob, Priority, SplitPart } from '../plan/plan.file.ts';
import { Ordinals } from './task.ordinals.ts';
import { DecompositionAccepted, DecompositionProposed, DecompositionRejected } from './task.decomposition.ts';

const inPlan = { planId: PlanId, taskId: TaskId };

/** Up to 256 tasks stand in `taskIds`; more stand in `ordinals`, and `taskIds` is empty then. */
const manyTasks = { planId: PlanId, taskIds: z.array(TaskId), ordinals: Ordinals.optional() };

/** A task as it runs: the plan's defaults applied, its agent resolved from its role. */
export const TaskSpec = z.object({
  title: z.string(),
  brief: Text,
  phaseId: PhaseId.nullable(),
  role: RoleId,
  agent: AgentName,
  priority: Priority,
  needs: z.array(TaskId),
  after: z.array(TaskId),
  scope: z.array(Glob),
  worktree: z.string().nullable(),
  labels: z.array(z.string()),
  change: z.enum(['required', 'none']),
  run: z.string().nullable(),
  gates: z.array(GateId),
  approvals: z.number().int(),
  /** Beyond their number; missing: every person and policy may give them, whenever. */
  review: ReviewRule.nullable().optional(),
  feedbackRounds: z.number().int(),
  maxAttempts: z.number().int(),
  timeoutSeconds: z.number().int(),
  estimateMinutes: z.number().nullable(),
  /** It is not offered before; missing in logs of before there was one. */
  startAt: Instant.nullable().optional(),
  split: z.array(SplitPart).nullable(),
  /** What the task itself says; the plan's own are in its defaults. */
  failures: FailurePolicies.optional(),
});
export type TaskSpec = z.infer<typeof TaskSpec>;

/** Why a task is split: its change is over its limit, which is meant where nothing is said, or the work did not fit a model's context. */
const SplitBecause = z.enum(['size', 'context']);

/** The chat or change that led to it. */
const fromWhere = { chat: z.string().optional(), changeId: ChangeId.optional() };

/** Where a task comes from: the plan's file, an edit of the plan, another task in whose place it is, or the landing of a change. */
export const TaskOrigin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plan') }),
  z.object({
    kind: z.literal('split'),
    because: SplitBecause.optional(),
    of: TaskId,
    attemptId: AttemptId,
    source: Sha,
    ref: z.string(),
  }),
  z.object({ kind: z.literal('follow-up'), of: TaskId, changeId: ChangeId }),
  z.object({
    kind: z.literal('decomposition'),
    of: TaskId,
    by: Actor,
    attemptId: AttemptId.optional(),
    ...fromWhere,
  }),
  z.object({ kind: z.literal('edit'), by: Actor, revision: z.number().int(), ...fromWhere }),
]);
export type TaskOrigin = z.infer<typeof TaskOrigin>;

/** `ordinal`: the task's dense number in its plan, from 0. */
export const TaskAdded = z.object({
  type: z.literal('TaskAdded'),
  ...inPlan,
  ordinal: z.number().int().nonnegative(),
  origin: TaskOrigin,
  spec: TaskSpec,
});
export type TaskAdded = z.infer<typeof TaskAdded>;

/** Needs done, phase open. Also stated again when an attempt ended without a result. */
export const TasksBecameReady = z.object({
  type: z.literal('TasksBecameReady'),
  ...manyTasks,
});
export type TasksBecameReady = z.infer<typeof TasksBecameReady>;

/** Ready no longer: its phase was paused, or it got a need that is not done. */
export const TasksBecameBlocked = z.object({
  type: z.literal('TasksBecameBlocked'),
  ...manyTasks,
});
export type TasksBecameBlocked = z.infer<typeof TasksBecameBlocked>;

/** What may be edited before a task is claimed. */
export const TaskPatch = z.strictObject({
  title: z.string().min(1).max(200).optional(),
  brief: Text.optional(),
  priority: Priority.optional(),
  approvals: z.number().int().min(0).max(5).optional(),
  maxAttempts: z.number().int().min(1).max(20).optional(),
});
export type TaskPatch = z.infer<typeof TaskPatch>;

/** Stated for each dependant of a split task: its need on the whole became one on the last part. */
export const TaskNeedsChanged = z.object({
  type: z.literal('TaskNeedsChanged'),
  ...inPlan,
  needs: z.array(TaskId),
  after: z.array(TaskId),
});
export type TaskNeedsChanged = z.infer<typeof TaskNeedsChanged>;

/** By an edit of the plan, for all of these tasks: the fields that are other than before, whole. */
export const TasksChanged = z.object({
  type: z.literal('TasksChanged'),
  ...manyTasks,
  spec: TaskSpec.partial(),
});
export type TasksChanged = z.infer<typeof TasksChanged>;

/** By an edit of the plan. What was under way ends before it in the same commit; nothing waits for them any more. */
export const TasksRemoved = z.object({
  type: z.literal('TasksRemoved'),
  ...manyTasks,
});
export type TasksRemoved = z.infer<typeof TasksRemoved>;

export const TaskEdited = z.object({ type: z.literal('TaskEdited'), ...inPlan, patch: TaskPatch });
export type TaskEdited = z.infer<typeof TaskEdited>;

/** Beside the state: it is not offered. `until` set: a wake-up releases it; null: a person does. */
export const TaskHeld = z.object({
  type: z.literal('TaskHeld'),
  ...inPlan,
  reason: z.enum([
    'person',
    'start',
    'retry',
    'quota',
    'auth',
    'refused',
    'ask',
    'loop',
    'split',
    'decomposition',
    'repository',
  ]),
  note: z.string().max(1000),
  until: Instant.nullable(),
  /** The failure that it follows. */
  failure: FailureClass.optional(),
  /** The account whose quota it waits for; it is released with that. */
  account: AccountId.optional(),
});
export type TaskHeld = z.infer<typeof TaskHeld>;

export const TaskReleased = z.object({
  type: z.literal('TaskReleased'),
  ...inPlan,
  because: z.enum(['person', 'time', 'split']),
});
export type TaskReleased = z.infer<typeof TaskReleased>;

/**
 * Proposed instead of a change that is over its limit, which ends the attempt; `source` holds all the work, at `ref` in the
 * repository. Or after a failure for want of context, with the parts that the plan names: `lines` and `limit` are then 0, and
 * `source` holds what the attempt left, or is its base.
 */
export const SplitProposed = z.object({
  type: z.literal('SplitProposed'),
  because: SplitBecause.optional(),
  ...inPlan,
  attemptId: AttemptId,
  lines: z.number().int(),
  limit: z.number().int(),
  source: Sha,
  ref: z.string().max(300),
  parts: z.array(SplitPart.extend({ lines: z.number().int() })).min(2),
});
export type SplitProposed = z.infer<typeof SplitProposed>;

/** The task itself ends; the parts, added in the same commit, take its needs, dependants and held paths. */
export const TaskSplit = z.object({
  type: z.literal('TaskSplit'),
  ...inPlan,
  into: z.array(TaskId).min(2),
  /** Who accepted it; missing in older logs, where the command says it. */
  by: Actor.optional(),
  rule: z.string().max(200).optional(),
});
export type TaskSplit = z.infer<typeof TaskSplit>;

export const SplitRejected = z.object({
  type: z.literal('SplitRejected'),
  ...inPlan,
  note: z.string().max(1000),
});
export type SplitRejected = z.infer<typeof SplitRejected>;

export const TaskDone = z.object({ type: z.literal('TaskDone'), ...inPlan });
export type TaskDone = z.infer<typeof TaskDone>;

/** No attempt is left, or the failure is one that trying again does not mend. A person may retry it. */
export const TaskFailed = z.object({
  type: z.literal('TaskFailed'),
  ...inPlan,
  reason: z.string().max(1000),
});
export type TaskFailed = z.infer<typeof TaskFailed>;

/**
 * Where the next attempt begins. `agent`: the agent goes on with what was kept. `gates`: what was kept is checked again
 * without an agent. `scratch`: a fresh workspace, and nothing is told of what was before.
 */
export const RetryFrom = z.enum(['agent', 'gates', 'scratch']);
export type RetryFrom = z.infer<typeof RetryFrom>;

/** A person asked for another try; `TasksBecameReady` follows when nothing else is missing. */
export const TaskRetried = z.object({
  type: z.literal('TaskRetried'),
  ...inPlan,
  /** Missing: the agent begins anew, told what was wrong. */
  from: RetryFrom.optional(),
});
export type TaskRetried = z.infer<typeof TaskRetried>;

/** An attempt under way ends with it; its runner is told, and saves the work. */
export const TasksCancelled = z.object({
  type: z.literal('TasksCancelled'),
  ...manyTasks,
  reason: z.string().max(1000),
});
export type TasksCancelled = z.infer<typeof TasksCancelled>;

/** Somebody said that it need not be done; `TaskDone` follows, so dependants go on as if it were. */
export const TaskSkipped = z.object({
  type: z.literal('TaskSkipped'),
  ...inPlan,
  actor: Actor,
  reason: z.string().min(1).max(1000),
});
export type TaskSkipped = z.infer<typeof TaskSkipped>;

/** Somebody else is to do it: what it now demands of a runner. `away`: runners that do not get it. */
export const TaskReassigned = z.object({
  type: z.literal('TaskReassigned'),
  ...inPlan,
  role: RoleId,
  agent: AgentName,
  labels: z.array(z.string()),
  away: z.array(RunnerId),
});
export type TaskReassigned = z.infer<typeof TaskReassigned>;

export const TasksPrioritised = z.object({
  type: z.literal('TasksPrioritised'),
  planId: PlanId,
  taskIds: z.array(TaskId).min(1),
  priority: Priority,
});
export type TasksPrioritised = z.infer<typeof TasksPrioritised>;

export const TaskEvent = z.discriminatedUnion('type', [
  TaskAdded,
  TasksBecameReady,
  TasksBecameBlocked,
  TaskNeedsChanged,
  TaskEdited,
  TaskHeld,
  TaskReleased,
  SplitProposed,
  TaskSplit,
  SplitRejected,
  TaskDone,
  TaskFailed,
  TaskRetried,
  TasksCancelled,
  TaskSkipped,
  TaskReassigned,
  TasksPrioritised,
  TasksChanged,
  TasksRemoved,
  DecompositionProposed,
  DecompositionAccepted,
  DecompositionRejected,
]);
export type TaskEvent = z.infer<typeof TaskEvent>;
