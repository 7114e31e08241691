import {
  numbersIn,
  type Instant,
  type AttemptId,
  type DecompositionProposed,
  type Recorded,
  type Ref,
  type SplitProposed,
  type TaskAdded,
  type TaskEvent,
  type TaskHeld,
  type TaskId,
  type TaskReassigned,
  type TaskRetried,
  type TasksChanged,
} from '@headrace/events';
import { endAttempt } from '../attempt/attempt.evolve.ts';
import { giveBack, handOn, letGo, reoffer, takeUpAgain, withdraw } from '../offer/offer.index.ts';
import type { OrgState } from '../org/org.state.ts';
import { computePaths, following, needing, needsOf } from '../plan/plan.paths.ts';
import { countRevision } from '../plan/plan.redefine.ts';
import type { DraftState, PlanState } from '../plan/plan.state.ts';
import { createTask } from './task.create.ts';
import { connect, refreshPaths } from './task.graph.ts';
import { moveTo } from './task.move.ts';
import { enterPhase, redefineTask, removeTask, rewire } from './task.redefine.ts';
import { dividedWord, FAILURE_CHARS, type TaskState } from './task.state.ts';

export function evolveTask(state: OrgState, recorded: Recorded<TaskEvent>): void {
  const { event, at, ref } = recorded;
  const draft = state.drafts.get(event.planId);
  const plan = state.plans.get(event.planId) ?? draft?.plan;
  if (!plan) throw new Error(`${event.type} before PlanAdded at #${ref.position}`);
  if (draft) grow(draft, event, at);
  if (event.type === 'TaskAdded') return add(state, plan, recorded as Recorded<TaskAdded>);
  if ('taskIds' in event) computePaths(plan);
  for (const task of tasksIn(plan, event, recorded)) change(state, plan, task, recorded);
}

type EndingProposal = DecompositionProposed & { readonly attemptId: AttemptId };

function grow(draft: DraftState, event: TaskEvent, at: Instant): void {
  draft.lastAt = at;
  if (event.type === 'TaskAdded') draft.needs += event.spec.needs.length + event.spec.after.length;
}

function* tasksIn(plan: PlanState, event: TaskEvent, recorded: Recorded): Generator<TaskState> {
  if ('ordinals' in event && event.ordinals !== undefined)
    for (const ordinal of numbersIn(event.ordinals))
      yield plan.members[ordinal] ?? missing(`task ${ordinal}`, recorded);
  else
    for (const id of 'taskIds' in event ? event.taskIds : [event.taskId])
      yield plan.tasks.get(id) ?? missing(id, recorded);
}

function missing(name: string, { event, ref }: Recorded): never {
  throw new Error(`${event.type} of ${name} before TaskAdded at #${ref.position}`);
}

function change(state: OrgState, plan: PlanState, task: TaskState, recorded: Recorded): void {
  const { event, at, ref } = recorded;
  switch (event.type) {
    case 'TasksBecameReady':
      moveTo(task, { status: 'ready' }, recorded);
      task.readySince ??= at;
      break;
    case 'TasksBecameBlocked':
      moveTo(task, { status: 'blocked' }, recorded);
      task.readySince = null;
      withdraw(state.offers, task);
      letGo(state.offers, task); // what it waits for may want the same paths
      break;
    case 'TaskNeedsChanged':
      // its need was split; that one's dependants are forgotten as a whole in `split`
      rewire(plan, task, event.needs, event.after);
      refreshPaths(state, plan, needsOf(plan, task));
      break;
    case 'TasksChanged':
      return redefineTask(state, plan, task, recorded as Recorded<TasksChanged>);
    case 'TasksRemoved':
      return removeTask(state, plan, task, recorded);
    case 'TaskEdited': {
      const { brief: _, ...patch } = event.patch;
      Object.assign(task, patch);
      task.edited = [...task.edited, ref];
      if (recorded.actor) task.editors = [...new Set([...task.editors, recorded.actor])];
      countRevision(plan, `${task.taskId} was edited`, ref);
      break;
    }
    case 'TaskReassigned':
      return reassign(state, plan, task, event, ref);
    case 'TasksPrioritised':
      task.priority = event.priority;
      break;
    case 'TaskSkipped':
      return skip(plan, task, recorded);
    case 'TaskHeld':
      hold(state, task, event, ref);
      break;
    case 'TaskReleased':
      if (event.because === 'person') task.streak = null;
      unhold(state, task);
      break;
    case 'SplitProposed':
      if (event.because !== 'context') endAttempt(state, recorded as Recorded<SplitProposed>, 'split');
      task.proposal = { event, ref };
      return;
    case 'DecompositionProposed':
      if (event.attemptId) endAttempt(state, recorded as Recorded<EndingProposal>, 'split');
      task.proposal = { event, ref };
      return;
    case 'DecompositionRejected':
    case 'SplitRejected':
      task.proposal = null;
      task.feedback = [...task.feedback, ref];
      break;
    case 'DecompositionAccepted':
    case 'TaskSplit':
      return split(state, plan, task, event.into, recorded);
    case 'TaskFailed':
      task.lastFailure = event.reason.slice(0, FAILURE_CHARS);
      return end(state, plan, task, 'failed', recorded);
    case 'TaskDone':
    case 'TasksCancelled':
      return end(state, plan, task, event.type === 'TaskDone' ? 'done' : 'cancelled', recorded);
    case 'TaskRetried':
      return retry(state, plan, task, recorded, event.from);
    default:
      break;
  }
  reoffer(state.offers, plan, task);
}

type Outcome = 'done' | 'failed' | 'cancelled' | 'divided';
type Moment = Pick<Recorded, 'at' | 'ref'>;

function add(state: OrgState, plan: PlanState, recorded: Recorded<TaskAdded>): void {
  const task = createTask(plan, recorded);
  plan.tasks.set(task.taskId, task);
  plan.members[task.ordinal] = task;
  plan.unfinished++;
  enterPhase(plan, task);
  connect(plan, task);
  if (plan.hasPaths) refreshPaths(state, plan, [task]);
}

function hold(state: OrgState, task: TaskState, event: TaskHeld, ref: Ref): void {
  const { reason, note, until, account = null } = event;
  task.held = { reason, note, until, account, ref };
  if (until === null) state.waiting.delete(task);
  else state.waiting.add(task);
}

function unhold(state: OrgState, task: TaskState): void {
  task.held = null;
  state.waiting.delete(task);
}

function end(state: OrgState, plan: PlanState, task: TaskState, status: Outcome, moment: Moment): void {
  const isFirstEnd = !task.hasBeenOver;
  close(state, plan, task, status, moment);
  giveBack(state.offers, task);
  if (status === 'done') for (const other of needing(plan, task.taskId)) other.unmet--;
  if (isFirstEnd) for (const other of following(plan, task.taskId)) other.unmet--;
  const isEarly = status === 'cancelled' || (status === 'done' && task.unmet > 0); // skipped: what it needs is not over
  if (isEarly && plan.status !== 'ending')
    // of a cancelled plan nothing remains to be ordered
    refreshPaths(state, plan, needsOf(plan, task));
}

function close(state: OrgState, plan: PlanState, task: TaskState, status: Outcome, moment: Moment): void {
  moveTo(task, { status, ref: moment.ref }, moment);
  task.hasBeenOver = true;
  task.proposal = null;
  unhold(state, task);
  plan.unfinished--;
  if (status === 'done') plan.done++;
  if (status === 'failed') plan.failed++;
  const phase = task.phaseId === null ? undefined : plan.phases.get(task.phaseId);
  if (phase && status !== 'failed') phase.unfinished--;
}

function split(
  state: OrgState,
  plan: PlanState,
  task: TaskState,
  into: readonly TaskId[],
  moment: Moment,
): void {
  close(state, plan, task, 'divided', moment);
  task.splitInto = into;
  countRevision(plan, `${task.taskId} was ${dividedWord(plan, into)} into ${into.join(', ')}`, moment.ref);
  handOn(
    state.offers,
    plan,
    task,
    into.flatMap((id) => plan.tasks.get(id) ?? []),
  );
  plan.needing.delete(task.taskId);
  plan.following.delete(task.taskId);
  refreshPaths(state, plan, needsOf(plan, task));
}

/** It lies in the index by what it demands, so it is taken out before that changes. */
function reassign(
  state: OrgState,
  plan: PlanState,
  task: TaskState,
  { role, agent, labels, away }: TaskReassigned,
  demanded: Ref,
): void {
  withdraw(state.offers, task);
  Object.assign(task, { role, agent, labels, away, demanded });
  reoffer(state.offers, plan, task);
}

/** What was over already is so no longer, until the `TaskDone` that follows. */
function skip(plan: PlanState, task: TaskState, moment: Moment): void {
  if (task.life.status === 'failed' || task.life.status === 'cancelled') reopen(plan, task, moment);
}

function reopen(plan: PlanState, task: TaskState, moment: Moment): void {
  const phase = task.phaseId === null ? undefined : plan.phases.get(task.phaseId);
  if (task.life.status === 'failed') plan.failed--;
  else if (phase) phase.unfinished++;
  plan.unfinished++;
  moveTo(task, { status: 'blocked' }, moment);
}

function retry(
  state: OrgState,
  plan: PlanState,
  task: TaskState,
  moment: Moment,
  from: TaskRetried['from'],
): void {
  reopen(plan, task, moment);
  task.readySince = null;
  task.failures = 0;
  task.failed = {};
  task.streak = null;
  task.resume = from === 'agent' || from === 'gates' ? from : null;
  if (from === 'scratch') task.feedback = [];
  takeUpAgain(state.offers, task);
  refreshPaths(state, plan, [task, ...needsOf(plan, task)]);
}
