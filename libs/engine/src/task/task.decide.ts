import {
  counted,
  ok,
  type CancelTask,
  type EditTask,
  type HoldTask,
  type PlanId,
  type ReleaseTask,
  type Stamped,
  type TaskId,
  type WakeTask,
} from '@headrace/events';
import { accountReleased } from '../account/account.decide.ts';
import { stopAttempts } from '../attempt/attempt.stop.ts';
import type { OrgState } from '../org/org.state.ts';
import { planNotFound } from '../plan/plan.decide.ts';
import { consequences } from '../plan/plan.ready.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { explained, refuseFor } from './task.allowed.ts';
import { cancelTasks, isBeingPushed } from './task.cancel.ts';
import { startHold } from './task.start.ts';
import { attemptAt, isOver, isUntouched, type TaskState } from './task.state.ts';

type OfTask = { readonly planId: PlanId; readonly taskId: TaskId };

/** Looks up the task that a command is for. */
export function withTask(
  { planId, taskId }: OfTask,
  state: OrgState,
  decideOn: (task: TaskState, plan: PlanState) => Decision,
): Decision {
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId, state);
  const task = plan.tasks.get(taskId);
  if (!task) return refuse('TASK_NOT_FOUND', `Plan ${planId} has no task ${taskId}.`, { path: 'taskId' });
  return explained(decideOn(task, plan), { state, plan, task });
}

export function editTask(command: Stamped<EditTask>, state: OrgState): Decision {
  return withTask(command, state, (task) => {
    const { planId, taskId, patch } = command;
    if (!isUntouched(task)) return refuseFor(task, 'TASK_NOT_EDITABLE', `${nameOf(task)} is past editing.`);
    if (task.review?.fourEyes && (patch.approvals ?? task.approvals) < task.approvals)
      return refuse(
        'FOUR_EYES',
        `${nameOf(task)} keeps its ${counted(task.approvals, 'approval')}: others give them.`,
        {
          path: 'patch.approvals',
          expected: `${task.approvals} or more`,
          proof: [task.added],
        },
      );
    return ok(Object.keys(patch).length === 0 ? [] : [{ type: 'TaskEdited', planId, taskId, patch }]);
  });
}

/** A person's hold takes the place of one that would end by itself; others wait for a person anyway. */
export function holdTask(command: Stamped<HoldTask>, state: OrgState): Decision {
  return withTask(command, state, (task) => {
    const { planId, taskId, note, graceMs } = command;
    const attempt = attemptAt(task);
    const isStoppable = attempt !== null && graceMs !== undefined;
    if (!isUntouched(task) && !isStoppable)
      return refuseFor(task, 'TASK_NOT_HOLDABLE', `${nameOf(task)} cannot be held now.`);
    if (task.held && task.held.until === null) return ok([]);
    return ok([
      ...(isStoppable ? stopAttempts(state, [attempt], { reason: note, graceMs }) : []),
      { type: 'TaskHeld', planId, taskId, reason: 'person', note, until: null },
    ]);
  });
}

/** Its own start is still to come after a person's hold; to release it from that is to start it now. */
export function releaseTask(command: Stamped<ReleaseTask>, state: OrgState): Decision {
  return withTask(command, state, (task) => {
    const { planId, taskId } = command;
    if (!task.held) return refuseFor(task, 'TASK_NOT_HELD', `${nameOf(task)} is not held.`);
    if (task.proposal)
      return refuseFor(
        task,
        'TASK_NOT_HELD',
        `${nameOf(task)} waits for a decision about its ${task.proposal.event.type === 'SplitProposed' ? 'split' : 'decomposition'}.`,
      );
    const { reason, account } = task.held;
    if (account !== null && state.accounts.has(account)) return ok(accountReleased(state, account, 'person')); // to try the task is to try its account
    return ok([
      { type: 'TaskReleased', planId, taskId, because: 'person' },
      ...(reason === 'person' ? startHold(task, command.at) : []),
    ]);
  });
}

/** Two planners that wake the same hold have one effect: the second finds it gone. */
export function wakeTask(command: Stamped<WakeTask>, state: OrgState): Decision {
  return withTask(command, state, (task) => {
    const { planId, taskId, until, at } = command;
    if (task.held?.until !== until) return ok([]);
    if (at < until)
      return refuseFor(task, 'NOT_DUE', `${nameOf(task)} is held until ${until}.`, { expected: until });
    return ok([{ type: 'TaskReleased', planId, taskId, because: 'time' }]);
  });
}

export function cancelTask(command: Stamped<CancelTask>, state: OrgState): Decision {
  return withTask(command, state, (task, plan) => {
    if (task.life.status === 'cancelled') return ok([]);
    if (isOver(task)) return refuseFor(task, 'TASK_NOT_CANCELLABLE', overWords(task));
    if (isBeingPushed(state, task))
      return refuseFor(
        task,
        'TASK_NOT_CANCELLABLE',
        `${nameOf(task)} is being pushed: wait for the outcome of its landing.`,
      );
    return ok([
      ...cancelTasks(plan, [task], { reason: command.note, graceMs: command.graceMs }),
      ...consequences(plan, { ended: [{ task, as: 'cancelled' }] }),
    ]);
  });
}

const overWords = (task: TaskState): string =>
  task.splitInto
    ? `${nameOf(task)} was divided: cancel ${task.splitInto.join(', ')}.`
    : `${nameOf(task)} is over.`;

export const nameOf = ({ planId, taskId }: OfTask): string => `Task ${planId}.${taskId}`;
