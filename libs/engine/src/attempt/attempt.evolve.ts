import {
  attemptId,
  partsOf,
  standardAccount,
  type AttemptCancelled,
  type AttemptEvent,
  type AttemptFailed,
  type AttemptId,
  type AttemptsStopped,
  type ChangeOpened,
  type DecompositionProposed,
  type GateId,
  type GateReported,
  type PlanId,
  type Recorded,
  type Ref,
  type RunnerId,
  type SplitProposed,
  type TaskClaimed,
  type TaskId,
  type WorkSaved,
} from '@headrace/events';
import { stopWork, take } from '../offer/offer.index.ts';
import type { OrgState } from '../org/org.state.ts';
import type { GateState } from '../plan/gate.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { isCounted, policyFor } from '../failure/failure.policy.ts';
import { moveTo } from '../task/task.move.ts';
import { attemptAt, FAILURE_CHARS, type TaskState } from '../task/task.state.ts';
import type { AttemptEnd, AttemptState } from './attempt.state.ts';

type OfOne = Exclude<AttemptEvent, AttemptsStopped | WorkSaved>;
type EndingProposal = DecompositionProposed & { readonly attemptId: AttemptId };
type Ending = OfOne | ChangeOpened | SplitProposed | EndingProposal;

export function evolveAttempt(state: OrgState, recorded: Recorded<OfOne>): void {
  const { event } = recorded;
  if (event.type === 'TaskClaimed') return claim(state, recorded as Recorded<TaskClaimed>);
  const end = endOf[event.type];
  if (end) return void endAttempt(state, recorded, end);
  const { task, attempt } = atWork(state, recorded);
  const { step } = attempt;
  switch (event.type) {
    case 'AttemptStarted':
      attempt.base = event.base;
      attempt.branch = event.branch;
      attempt.step = 'running';
      break;
    case 'GatesStarted':
      attempt.step = 'verifying';
      attempt.round = event.round;
      attempt.verdicts = new Map();
      break;
    case 'GateReported':
      report(attempt, event, recorded.ref);
      break;
    case 'AttemptFedBack':
      attempt.step = 'running';
      break;
    default:
      break;
  }
  if (attempt.step !== step) moveTo(task, task.life, recorded);
}

const endOf: Partial<Record<OfOne['type'], AttemptEnd>> = {
  AttemptCompleted: 'completed',
  AttemptFailed: 'failed',
  AttemptCancelled: 'cancelled',
  ClaimExpired: 'expired',
};

function claim(state: OrgState, { event, at, ref }: Recorded<TaskClaimed>): void {
  const { plan, task } = taskIn(state, event, ref);
  const { planId, taskId, fence, runnerId, role, agent, leaseMs } = event;
  const { account = standardAccount(agent) } = event;
  const attempt: AttemptState = {
    ...{ attemptId: event.attemptId, planId, taskId, fence, runnerId, role, agent, account, leaseMs },
    since: at,
    claimed: ref,
    resume: task.resume && task.kept ? { from: task.resume, ...task.kept } : null,
    gates: new Map(task.gates.flatMap((id) => gateIn(plan, id))),
    step: 'claimed',
    base: null,
    branch: null,
    round: 0,
    verdicts: new Map(),
  };
  moveTo(task, { status: 'working', attempt }, { at, ref });
  task.fence = fence;
  state.attempts.add(attempt);
  countOn(state, runnerId, 1);
  take(state.offers, plan, task);
}

function countOn({ runners }: OrgState, runnerId: RunnerId, by: 1 | -1): void {
  const runner = runners.get(runnerId);
  if (runner) runner.atWork += by;
}

const gateIn = (plan: PlanState, id: GateId): [GateId, GateState][] => {
  const gate = plan.gates.get(id);
  return gate ? [[id, gate]] : [];
};

function report(attempt: AttemptState, { result }: GateReported, ref: Ref): void {
  const { verdict, base, head, tree, definition } = result;
  attempt.verdicts.set(result.gate, { verdict, base, head, tree, definition, ref });
}

export function evolveStop(state: OrgState, recorded: Recorded<AttemptsStopped>): void {
  const { planId, taskIds, fences, reason, graceMs } = recorded.event;
  for (const [i, taskId] of taskIds.entries()) {
    const id = attemptId(planId, taskId, fences[i] ?? 0);
    const event: AttemptCancelled = {
      type: 'AttemptCancelled',
      planId,
      taskId,
      attemptId: id,
      reason,
      graceMs,
    };
    endAttempt(state, { ...recorded, event }, 'cancelled');
  }
}

export function evolveSaved(state: OrgState, { event, ref }: Recorded<WorkSaved>): void {
  const { task } = taskIn(state, event, ref);
  const { fence } = partsOf(event.attemptId);
  if (fence === task.fence) keepWork(task, event);
  task.ended = task.ended.map((ended) => (ended.fence === fence ? { ...ended, saved: ref } : ended));
}

/** The task is between two states until the event after this one, in the same commit, says where it goes. */
export function endAttempt(state: OrgState, recorded: Recorded<Ending>, end: AttemptEnd): AttemptState {
  const { event, ref, by } = recorded;
  const { plan, task, attempt } = atWork(state, recorded);
  moveTo(task, { status: 'blocked' }, recorded);
  const graceMs = 'graceMs' in event ? (event.graceMs ?? null) : null;
  task.ended = [...task.ended, { fence: attempt.fence, end, ref, by: by ?? null, saved: null, graceMs }];
  state.attempts.delete(attempt);
  countOn(state, attempt.runnerId, -1);
  stopWork(state.offers, plan, attempt.role);
  if (end !== 'expired' && end !== 'cancelled') task.resume = null; // a try that was taken away is still to be made
  keepWork(task, event);
  if (event.type === 'AttemptFailed') {
    task.lastFailure = `${event.class}: ${event.message}`.slice(0, FAILURE_CHARS);
    countFailure(plan, task, event, ref);
  }
  return attempt;
}

/** Where the work of an attempt lies now that it has ended. */
function keepWork(task: TaskState, event: Ending | WorkSaved): void {
  if (event.type === 'ChangeOpened') task.kept = { ref: `refs/heads/${event.branch}`, sha: event.head };
  if (event.type === 'SplitProposed') task.kept = { ref: event.ref, sha: event.source };
  if (event.type !== 'AttemptFailed' && event.type !== 'WorkSaved') return;
  if (event.salvage?.pushed) task.kept = { ref: event.salvage.ref, sha: event.salvage.sha };
}

function countFailure(
  plan: PlanState,
  task: TaskState,
  { class: failure, fingerprint, feedback }: AttemptFailed,
  ref: Ref,
): void {
  if (feedback !== null) task.feedback = [...task.feedback, ref];
  task.failed = { ...task.failed, [failure]: (task.failed[failure] ?? 0) + 1 };
  if (!isCounted(policyFor(plan, task, failure))) return;
  const times = task.streak?.fingerprint === fingerprint ? task.streak.times + 1 : 1;
  task.failures++;
  task.streak = { fingerprint, times };
}

function atWork(
  state: OrgState,
  { event, ref }: Recorded<Ending>,
): { plan: PlanState; task: TaskState; attempt: AttemptState } {
  const { plan, task } = taskIn(state, event, ref);
  const attempt = attemptAt(task);
  if (!attempt || attempt.attemptId !== nameOf(event))
    throw new Error(`${event.type} of ${nameOf(event)}, which is not at work, at #${ref.position}`);
  return { plan, task, attempt };
}

const nameOf = (event: Ending): AttemptId =>
  'attemptId' in event ? event.attemptId : (event.changeId as string as AttemptId); // a change carries its attempt's name

function taskIn(
  state: OrgState,
  { type, planId, taskId }: { type: string; planId: PlanId; taskId: TaskId },
  ref: Ref,
) {
  const plan = state.plans.get(planId);
  const task = plan?.tasks.get(taskId);
  if (!plan || !task) throw new Error(`${type} of ${planId}.${taskId} before TaskAdded at #${ref.position}`);
  return { plan, task };
}
