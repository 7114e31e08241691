import type { ChangeEvent, ChangeOpened, GateId, Recorded } from '@headrace/events';
import { endAttempt } from '../attempt/attempt.evolve.ts';
import type { Verdict } from '../attempt/attempt.state.ts';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { moveTo } from '../task/task.move.ts';
import type { TaskState } from '../task/task.state.ts';
import { enqueue, leaveQueue } from './change.queue.ts';
import type { ChangeState } from './change.state.ts';

export function evolveChange(state: OrgState, recorded: Recorded<ChangeEvent>): void {
  const { event, ref } = recorded;
  if (event.type === 'ChangeOpened') return open(state, recorded as Recorded<ChangeOpened>);
  const change = state.changes.get(event.changeId);
  const task = state.plans.get(event.planId)?.tasks.get(event.taskId);
  if (!change || !task) throw new Error(`${event.type} before ChangeOpened at #${ref.position}`);
  move(state, task, change, recorded);
  if (change.status === 'reviewing' && change.terms?.then) state.reviewsDue.add(change);
  else state.reviewsDue.delete(change);
}

function open(state: OrgState, recorded: Recorded<ChangeOpened>): void {
  const { event } = recorded;
  const { verdicts } = endAttempt(state, recorded, 'opened');
  const plan = state.plans.get(event.planId) as PlanState; // its attempt was in it
  const task = plan.tasks.get(event.taskId) as TaskState;
  state.changes.set(event.changeId, createChange(plan, recorded, verdicts));
  task.changeId = event.changeId;
  task.streak = null;
  moveTo(task, { status: 'reviewing', changeId: event.changeId }, recorded);
}

function createChange(
  plan: PlanState,
  { event, ref }: Recorded<ChangeOpened>,
  verdicts: ReadonlyMap<GateId, Verdict>,
): ChangeState {
  const { changeId, planId, taskId, branch, base, head, tree, lines, patchId } = event;
  return {
    ...{ changeId, planId, taskId, branch, base, head, tree, lines, patchId, verdicts },
    repoId: plan.repoId,
    target: plan.target,
    provenPatchId: patchId,
    opened: ref,
    status: 'reviewing',
    ref,
    approvals: 0,
    terms: null,
    asked: ref,
    approvers: new Map(),
    voices: new Set(),
    queuedAt: null,
    fence: 0,
    landing: null,
    prepared: null,
    obstructed: null,
    result: null,
  };
}

function move(
  state: OrgState,
  task: TaskState,
  change: ChangeState,
  { event, at, ref }: Recorded<ChangeEvent>,
): void {
  switch (event.type) {
    case 'ReviewRequested':
      leaveQueue(state, change);
      change.approvals = event.approvals;
      change.terms = event.terms ?? null;
      change.asked = ref;
      change.status = 'reviewing';
      change.ref = ref;
      moveTo(task, { status: 'reviewing', changeId: change.changeId }, { at, ref });
      break;
    case 'ChangeReviewed':
      if (event.verdict === 'reject') break;
      change.approvers.set(event.actor, ref);
      change.voices.add(event.onBehalfOf ?? event.actor);
      break;
    case 'ReviewExpired':
      change.terms = event.terms;
      change.asked = ref;
      break;
    case 'ApprovalsVoided':
      change.approvers.clear();
      change.voices.clear();
      change.patchId = event.patchId;
      break;
    case 'ChangeQueued':
      enqueue(state, change);
      change.status = 'queued';
      change.ref = ref;
      change.obstructed = null;
      change.queuedAt = at;
      moveTo(task, { status: 'merging', changeId: change.changeId }, { at, ref });
      break;
    case 'LandingClaimed': {
      const { fence, runnerId, leaseMs } = event;
      change.landing = { fence, runnerId, leaseMs, since: at, ref };
      change.fence = fence;
      state.landings.add(change);
      break;
    }
    case 'LandingPrepared': {
      const { base, head, tree, result } = event;
      change.prepared = { base, head, tree, result, ref };
      break;
    }
    case 'LandingVoided':
      endLanding(state, change);
      change.obstructed = event.because === 'infrastructure' ? { note: event.note, ref } : null;
      if (event.because !== 'lease') change.prepared = null; // a lost lease leaves open whether it was pushed
      break;
    case 'ChangeLanded':
      leaveQueue(state, change);
      endLanding(state, change);
      change.status = 'landed';
      change.ref = ref;
      change.result = event.result;
      break;
    case 'ChangeSentBack':
      leaveQueue(state, change);
      endLanding(state, change);
      change.status = 'sent-back';
      change.ref = ref;
      change.prepared = null;
      moveTo(task, { status: 'blocked' }, { at, ref });
      if (event.because === 'cancelled') break;
      task.failures++;
      task.feedback = [...task.feedback, ref];
      break;
    default:
      break;
  }
}

function endLanding(state: OrgState, change: ChangeState): void {
  change.landing = null;
  state.landings.delete(change);
}
