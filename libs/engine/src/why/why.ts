import { taskKey, type Instant, type TaskKey } from '@headrace/events';
import { taskOf } from '../org/org.reads.ts';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { isOver, statusOf, type Hold, type TaskState, type TaskStatus } from '../task/task.state.ts';
import type { LiveRunner, Now, Reason } from './reason.ts';
import { offerReasons } from './why.claimable.ts';
import { progressReasons } from './why.progress.ts';
import { readyReasons } from './why.ready.ts';

/**
 * `claimable`: the next fitting runner gets it, unless something stands before it in the order. `waiting`: `reasons` says
 * for what, all of it. `working`, `reviewing`, `merging`: it is on its way. `over`: it has ended.
 */
export type Why = {
  readonly key: TaskKey;
  readonly status: TaskStatus;
  readonly held: Hold | null;
  readonly verdict: 'claimable' | 'waiting' | 'working' | 'reviewing' | 'merging' | 'over';
  readonly summary: string;
  /** The first is the one to look at: nothing after it helps before it is met. Each names the events that prove it. */
  readonly reasons: readonly Reason[];
};

/**
 * Why a task stands where it stands, with proofs; null: no such task. `runners`: those alive now; null where that is not
 * known, as for a moment of the past.
 */
export function why(
  state: OrgState,
  key: TaskKey,
  at: Instant,
  runners: readonly LiveRunner[] | null,
): Why | null {
  const task = taskOf(state, key);
  const plan = task && state.plans.get(task.planId);
  if (!task || !plan) return null;
  const reasons = reasonsFor(state, plan, task, { at, runners });
  const verdict = verdictOf(task, reasons);
  const summary = [opening(task, verdict), ...reasons.map(({ text }) => text)].join(' ');
  return {
    key: taskKey(task.planId, task.taskId),
    status: statusOf(task),
    held: task.held,
    verdict,
    summary,
    reasons,
  };
}

function reasonsFor(state: OrgState, plan: PlanState, task: TaskState, now: Now): readonly Reason[] {
  if (task.life.status !== 'blocked' && task.life.status !== 'ready')
    return progressReasons(state, plan, task, now);
  return [...readyReasons(state, plan, task, now), ...offerReasons(state, plan, task, now)];
}

/** An order in the queue or a busy runner only says when; everything else says that it cannot be claimed. */
function verdictOf(task: TaskState, reasons: readonly Reason[]): Why['verdict'] {
  const { status } = task.life;
  if (isOver(task)) return 'over';
  if (status === 'working' || status === 'reviewing' || status === 'merging') return status;
  return status === 'ready' && reasons.every(({ kind }) => kind === 'order' || kind === 'runner')
    ? 'claimable'
    : 'waiting';
}

function opening(task: TaskState, verdict: Why['verdict']): string {
  const name = `${task.planId}.${task.taskId}`;
  if (verdict === 'claimable') return `${name} can be claimed.`;
  if (verdict === 'waiting') return `${name} waits.`;
  return `${name} is ${statusOf(task)}.`;
}
