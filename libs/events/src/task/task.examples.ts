import type { Actor, AgentName, AttemptId, GateId, PhaseId, PlanId, RoleId, Sha, TaskId } from '../ids.ts';
import type {
  DecompositionAccepted,
  DecompositionProposed,
  DecompositionRejected,
} from './task.decomposition.ts';
import type {
  SplitProposed,
  SplitRejected,
  TaskAdded,
  TaskDone,
  TaskEdited,
  TaskFailed,
  TaskHeld,
  TaskNeedsChanged,
  TaskReassigned,
  TaskReleased,
  TaskRetried,
  TaskSkipped,
  TaskSpec,
  TaskSplit,
  TasksBecameBlocked,
  TasksBecameReady,
  TasksCancelled,
  TasksPrioritised,
  TasksChanged,
  TasksRemoved,
} from './task.events.ts';

const planId = 'p' as PlanId;
const inPlan = { planId, taskId: 't' as TaskId };

export const taskSpec = (over: Partial<TaskSpec> = {}): TaskSpec => ({
  title: 'Mend the pump',
  brief: 'It leaks.',
  phaseId: 'build' as PhaseId,
  role: 'developer' as RoleId,
  agent: 'shell' as AgentName,
  priority: 'medium',
  needs: [],
  after: [],
  scope: ['src/pump/**'],
  worktree: null,
  labels: [],
  change: 'required',
  run: 'make pump',
  gates: ['test' as GateId],
  approvals: 1,
  feedbackRounds: 2,
  maxAttempts: 3,
  timeoutSeconds: 3600,
  estimateMinutes: 2.5,
  split: null,
  ...over,
});

export const taskAdded = (
  over: Partial<Omit<TaskAdded, 'spec'>> & { readonly spec?: Partial<TaskSpec> } = {},
): TaskAdded => ({
  type: 'TaskAdded',
  ...inPlan,
  ordinal: 0,
  origin: { kind: 'plan' },
  ...over,
  spec: taskSpec(over.spec),
});

export const tasksBecameReady = (over: Partial<TasksBecameReady> = {}): TasksBecameReady => ({
  type: 'TasksBecameReady',
  planId,
  taskIds: [inPlan.taskId],
  ...over,
});

export const tasksBecameBlocked = (over: Partial<TasksBecameBlocked> = {}): TasksBecameBlocked => ({
  type: 'TasksBecameBlocked',
  planId,
  taskIds: [inPlan.taskId],
  ...over,
});

export const taskNeedsChanged = (over: Partial<TaskNeedsChanged> = {}): TaskNeedsChanged => ({
  type: 'TaskNeedsChanged',
  ...inPlan,
  needs: ['last-part' as TaskId],
  after: [],
  ...over,
});

export const taskEdited = (over: Partial<TaskEdited> = {}): TaskEdited => ({
  type: 'TaskEdited',
  ...inPlan,
  patch: { title: 'Mend both pumps', priority: 'high', brief: 'Both leak.' },
  ...over,
});

export const taskHeld = (over: Partial<TaskHeld> = {}): TaskHeld => ({
  type: 'TaskHeld',
  ...inPlan,
  reason: 'person',
  note: 'not before the meeting',
  until: null,
  ...over,
});

export const taskReleased = (over: Partial<TaskReleased> = {}): TaskReleased => ({
  type: 'TaskReleased',
  ...inPlan,
  because: 'person',
  ...over,
});

export const splitProposed = (over: Partial<SplitProposed> = {}): SplitProposed => ({
  type: 'SplitProposed',
  ...inPlan,
  attemptId: 'p.t.1' as AttemptId,
  lines: 1200,
  limit: 700,
  source: 'f'.repeat(40) as Sha,
  ref: 'refs/headrace/salvage/p.t.1',
  parts: [
    { id: 't-1' as TaskId, title: 'The inlet', scope: ['src/pump/in/**'], lines: 600 },
    { id: 't-2' as TaskId, title: 'The outlet', scope: ['src/pump/out/**'], lines: 600 },
  ],
  ...over,
});

export const splitRejected = (over: Partial<SplitRejected> = {}): SplitRejected => ({
  type: 'SplitRejected',
  ...inPlan,
  note: 'make it smaller',
  ...over,
});

export const taskSplit = (over: Partial<TaskSplit> = {}): TaskSplit => ({
  type: 'TaskSplit',
  ...inPlan,
  into: ['t-1' as TaskId, 't-2' as TaskId],
  ...over,
});

export const taskDone = (over: Partial<TaskDone> = {}): TaskDone => ({
  type: 'TaskDone',
  ...inPlan,
  ...over,
});

export const taskFailed = (over: Partial<TaskFailed> = {}): TaskFailed => ({
  type: 'TaskFailed',
  ...inPlan,
  reason: 'no attempt is left',
  ...over,
});

export const taskRetried = (over: Partial<TaskRetried> = {}): TaskRetried => ({
  type: 'TaskRetried',
  ...inPlan,
  ...over,
});

export const tasksCancelled = (over: Partial<TasksCancelled> = {}): TasksCancelled => ({
  type: 'TasksCancelled',
  planId,
  taskIds: [inPlan.taskId],
  reason: 'no longer wanted',
  ...over,
});

export const taskSkipped = (over: Partial<TaskSkipped> = {}): TaskSkipped => ({
  type: 'TaskSkipped',
  ...inPlan,
  actor: 'person:ada' as Actor,
  reason: 'done by hand',
  ...over,
});

export const taskReassigned = (over: Partial<TaskReassigned> = {}): TaskReassigned => ({
  type: 'TaskReassigned',
  ...inPlan,
  role: 'developer' as RoleId,
  agent: 'codex' as AgentName,
  labels: [],
  away: [],
  ...over,
});

export const tasksPrioritised = (over: Partial<TasksPrioritised> = {}): TasksPrioritised => ({
  type: 'TasksPrioritised',
  planId: inPlan.planId,
  taskIds: [inPlan.taskId],
  priority: 'critical',
  ...over,
});

export const tasksChanged = (over: Partial<TasksChanged> = {}): TasksChanged => ({
  type: 'TasksChanged',
  planId,
  taskIds: ['t' as TaskId],
  spec: { title: 'Mend all pumps' },
  ...over,
});

export const tasksRemoved = (over: Partial<TasksRemoved> = {}): TasksRemoved => ({
  type: 'TasksRemoved',
  planId,
  taskIds: ['t' as TaskId],
  ...over,
});

export const decompositionProposed = (over: Partial<DecompositionProposed> = {}): DecompositionProposed => ({
  type: 'DecompositionProposed',
  ...inPlan,
  by: 'attempt:p.t.1' as DecompositionProposed['by'],
  attemptId: 'p.t.1' as AttemptId,
  children: ['t-in', 't-out'].map((id) => ({
    ...{ id: id as TaskId, title: `Mend ${id}`, brief: 'It leaks.', needs: [], after: [] },
  })),
  note: 'Two pumps',
  ref: null,
  ...over,
});

export const decompositionAccepted = (over: Partial<DecompositionAccepted> = {}): DecompositionAccepted => ({
  type: 'DecompositionAccepted',
  ...inPlan,
  into: ['t-in', 't-out'] as TaskId[],
  by: 'person:ada' as DecompositionAccepted['by'],
  ...over,
});

export const decompositionRejected = (over: Partial<DecompositionRejected> = {}): DecompositionRejected => ({
  type: 'DecompositionRejected',
  ...inPlan,
  note: 'one pump',
  ...over,
});
