import type { Event, Recorded } from '../event.ts';
import {
  taskKey,
  type Actor,
  type AttemptId,
  type ChangeId,
  type GateId,
  type PhaseId,
  type PlanId,
  type RoleId,
  type RunnerId,
  type Sha,
  type TaskId,
  type TaskKey,
} from '../ids.ts';
import type { Instant } from '../instant.ts';
import type { Priority } from '../plan/plan.file.ts';
import type { Ordinals } from './task.ordinals.ts';
import type { DecompositionProposed } from './task.decomposition.ts';
import type { SplitProposed, TaskHeld, TaskOrigin, TasksChanged } from './task.events.ts';

export type TaskState =
  | 'blocked'
  | 'ready'
  | 'claimed'
  | 'running'
  | 'verifying'
  | 'reviewing'
  | 'merging'
  | 'done'
  | 'failed'
  | 'cancelled'
  /** Its parts or children have taken its place. */
  | 'divided';

export type TaskView = {
  readonly key: TaskKey;
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly ordinal: number;
  readonly origin: TaskOrigin;
  readonly title: string;
  readonly phaseId: PhaseId | null;
  readonly role: RoleId;
  readonly agent: string;
  readonly priority: Priority;
  readonly needs: readonly TaskId[];
  readonly after: readonly TaskId[];
  readonly scope: readonly string[];
  readonly worktree: string | null;
  readonly gates: readonly GateId[];
  readonly approvals: number;
  readonly maxAttempts: number;
  readonly change: 'required' | 'none';
  readonly estimateMinutes: number | null;
  readonly state: TaskState;
  readonly heldReason: TaskHeld['reason'] | null;
  readonly heldNote: string | null;
  readonly heldUntil: Instant | null;
  /** The attempt at work, else the last one. */
  readonly attemptId: AttemptId | null;
  readonly runnerId: RunnerId | null;
  /** Claims so far, which is also the fence. */
  readonly fence: number;
  readonly changeId: ChangeId | null;
  readonly lines: number | null;
  readonly result: Sha | null;
  /** The split that waits for a person or policy. */
  readonly split: Pick<SplitProposed, 'lines' | 'limit' | 'parts' | 'ref' | 'source'> | null;
  /** The decomposition that waits for a person or policy. */
  readonly decomposition: Pick<DecompositionProposed, 'children' | 'note' | 'by' | 'ref'> | null;
  /** The parts or children that took its place; `rollUpOf` tells what became of it through them. */
  readonly splitInto: readonly TaskId[] | null;
  /** Who said that it need not be done, and why. */
  readonly skipped: { readonly by: Actor; readonly reason: string } | null;
  readonly startAt: Instant | null;
  /** The last failure in words. */
  readonly failure: string | null;
  readonly addedAt: Instant;
  readonly readyAt: Instant | null;
  readonly claimedAt: Instant | null;
  readonly finishedAt: Instant | null;
  /** An edit took it out of its plan: it is cancelled, and graphs and counts leave it out. */
  readonly removedAt: Instant | null;
  /** Since when it is in `state`. */
  readonly since: Instant;
  readonly position: number;
};

/** The tasks of a plan with these ordinals, as far as a host knows them. */
export type TasksAt = (planId: PlanId, ordinals: Ordinals) => readonly TaskKey[];

/** The tasks that an event names. One about very many tasks names none: `tasksBy` finds those. */
export function tasksOf(event: Event): readonly TaskKey[] {
  if (!('planId' in event)) return [];
  if ('taskIds' in event) return event.taskIds.map((taskId) => taskKey(event.planId, taskId));
  if ('taskId' in event) return [taskKey(event.planId, event.taskId)];
  return [];
}

/** All tasks that an event touches, for hosts that know the tasks of its plan. */
export const tasksBy =
  (at: TasksAt) =>
  (event: Event): readonly TaskKey[] =>
    'ordinals' in event && event.ordinals !== undefined ? at(event.planId, event.ordinals) : tasksOf(event);

/** Throws where an event stands before `TaskAdded`: the log is broken then. */
export function viewTask(view: TaskView | null, recorded: Recorded): TaskView {
  const { event, at, ref } = recorded;
  if (event.type === 'TaskAdded') return { ...added(event, at, ref.position), fence: view?.fence ?? 0 };
  if (!view) throw new Error(`${event.type} before TaskAdded at #${ref.position}`);
  const change = event.type === 'TasksChanged' ? shownOf(event.spec) : changeOf(event, at);
  const since = change.state && change.state !== view.state ? at : view.since;
  return { ...view, ...change, since, position: ref.position };
}

function added(event: Extract<Event, { type: 'TaskAdded' }>, at: Instant, position: number): TaskView {
  const { planId, taskId, ordinal, origin, spec } = event;
  return {
    key: taskKey(planId, taskId),
    planId,
    taskId,
    ordinal,
    origin,
    title: spec.title,
    phaseId: spec.phaseId,
    role: spec.role,
    agent: spec.agent,
    priority: spec.priority,
    needs: spec.needs,
    after: spec.after,
    scope: spec.scope,
    worktree: spec.worktree,
    gates: spec.gates,
    approvals: spec.approvals,
    maxAttempts: spec.maxAttempts,
    change: spec.change,
    estimateMinutes: spec.estimateMinutes,
    state: 'blocked',
    heldReason: null,
    heldNote: null,
    heldUntil: null,
    attemptId: null,
    runnerId: null,
    fence: 0,
    changeId: null,
    lines: null,
    result: null,
    split: null,
    decomposition: null,
    splitInto: null,
    skipped: null,
    startAt: spec.startAt ?? null,
    failure: null,
    addedAt: at,
    readyAt: null,
    claimedAt: null,
    finishedAt: null,
    removedAt: null,
    since: at,
    position,
  };
}

/** What readers see of a task's definition; the rest is for those who work on it. */
function shownOf(spec: TasksChanged['spec']): Partial<TaskView> {
  const { brief: _brief, run: _run, labels: _labels, split: _split, ...rest } = spec;
  const {
    feedbackRounds: _rounds,
    timeoutSeconds: _timeout,
    failures: _failures,
    review: _review,
    ...shown
  } = rest;
  return shown;
}

const released = { heldReason: null, heldNote: null, heldUntil: null } as const;
const decided = { split: null, decomposition: null } as const;
const ended = { ...released, ...decided, state: 'cancelled', runnerId: null } as const;

function changeOf(event: Event, at: Instant): Partial<TaskView> {
  switch (event.type) {
    case 'TasksBecameReady':
      return { state: 'ready', readyAt: at, runnerId: null, finishedAt: null };
    case 'TasksBecameBlocked':
      return { state: 'blocked' };
    case 'TaskNeedsChanged':
      return { needs: event.needs, after: event.after };
    case 'TaskEdited': {
      const { brief: _, ...patch } = event.patch;
      return patch;
    }
    case 'TaskHeld':
      return { heldReason: event.reason, heldNote: event.note, heldUntil: event.until };
    case 'TaskReleased':
      return { ...released, ...decided };
    case 'TaskDone':
      return { ...released, state: 'done', finishedAt: at };
    case 'TaskSkipped':
      return { skipped: { by: event.actor, reason: event.reason }, runnerId: null, failure: null };
    case 'TaskReassigned':
      return { role: event.role, agent: event.agent };
    case 'TasksPrioritised':
      return { priority: event.priority };
    case 'TaskFailed':
      return { ...released, state: 'failed', failure: event.reason, finishedAt: at };
    case 'TaskRetried':
      return { ...released, state: 'blocked', failure: null, finishedAt: null };
    case 'TasksCancelled':
      return { ...ended, failure: event.reason || null, finishedAt: at };
    case 'TasksRemoved':
      return { ...ended, finishedAt: at, removedAt: at };
    case 'TaskClaimed': {
      const { attemptId, runnerId, fence } = event;
      return { state: 'claimed', attemptId, runnerId, fence, claimedAt: at };
    }
    case 'AttemptStarted':
    case 'AttemptFedBack':
      return { state: 'running' };
    case 'GatesStarted':
      return { state: 'verifying' };
    case 'AttemptFailed':
      return { failure: `${event.class}: ${event.message}`, runnerId: null };
    case 'AttemptsStopped':
      return { failure: `stopped: ${event.reason || 'by a person'}`, runnerId: null };
    case 'ClaimExpired':
      return { failure: `lease lost by ${event.attemptId}`, runnerId: null };
    case 'ChangeOpened':
      return { changeId: event.changeId, lines: event.lines, runnerId: null, failure: null };
    case 'ReviewRequested':
      return { state: 'reviewing' };
    case 'ChangeQueued':
      return { state: 'merging' };
    case 'ChangeLanded':
      return { result: event.result };
    case 'ChangeSentBack':
      return { failure: `sent back: ${event.because}` };
    default:
      return proposalOf(event, at);
  }
}

/** Tasks that are proposed in its place, or have taken it. */
function proposalOf(event: Event, at: Instant): Partial<TaskView> {
  switch (event.type) {
    case 'SplitProposed': {
      const { lines, limit, parts, ref, source } = event;
      const size = event.because === 'context' ? {} : { lines };
      return { split: { lines, limit, parts, ref, source }, runnerId: null, ...size };
    }
    case 'DecompositionProposed': {
      const { children, note, by, ref } = event;
      return { decomposition: { children, note, by, ref }, runnerId: null };
    }
    case 'SplitRejected':
    case 'DecompositionRejected':
      return decided;
    case 'TaskSplit':
    case 'DecompositionAccepted':
      return { ...released, ...decided, state: 'divided', splitInto: event.into, finishedAt: at };
    default:
      return {};
  }
}
