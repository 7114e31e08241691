import { ok, type RetryTask, type Stamped } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { consequences } from '../plan/plan.ready.ts';
import type { Decision } from '../refuse.ts';
import { refuseFor } from './task.allowed.ts';
import { nameOf, withTask } from './task.decide.ts';
import { startHold } from './task.start.ts';
import type { TaskState } from './task.state.ts';

/**
 * Gives a failed or cancelled task its attempts again. What comes after it has waited long enough and goes on. A phase of a
 * cancelled plan opens late: while the plan was ending nobody looked at its condition, and nothing else will end now.
 */
export function retryTask(command: Stamped<RetryTask>, state: OrgState): Decision {
  return withTask(command, state, (task, plan) => {
    const { planId, taskId, from } = command;
    const fault = notRetriable(task, from);
    if (fault) return fault;
    if (plan.status === 'ending')
      return refuseFor(task, 'PLAN_NOT_ACTIVE', `Plan ${planId} is being cancelled.`, { proof: [plan.ref] });
    return ok([
      { type: 'TaskRetried', planId, taskId, ...(from === undefined ? {} : { from }) },
      ...(plan.status === 'finished' ? [{ type: 'PlanReopened', planId } as const] : []),
      ...consequences(plan, { retried: task }),
      ...startHold(task, command.at),
    ]);
  });
}

function notRetriable(task: TaskState, from: RetryTask['from']): Decision | null {
  const { status } = task.life;
  if ((status !== 'failed' && status !== 'cancelled') || task.removed) {
    const standing = status === 'divided' ? 'was divided' : task.removed ? 'was removed' : 'has not failed';
    return refuseFor(task, 'TASK_NOT_RETRIABLE', `${nameOf(task)} ${standing}.`);
  }
  if (from !== 'agent' && from !== 'gates') return null;
  if (!task.kept)
    return refuseFor(task, 'NOTHING_KEPT', `No work of ${nameOf(task)} was kept.`, {
      path: 'from',
      expected: 'scratch',
    });
  return task.change === 'none'
    ? refuseFor(
        task,
        'CHANGE_NOT_EXPECTED',
        `${nameOf(task)} makes no change: nothing of it can be gone on with.`,
      )
    : null;
}
