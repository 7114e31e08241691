import { ok, partsOf, type AttemptId, type CommandId } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { explained, refuseFor } from '../task/task.allowed.ts';
import { attemptAt, type TaskState } from '../task/task.state.ts';
import type { AttemptState, EndedAttempt } from './attempt.state.ts';

export type UnderClaim = { readonly id: CommandId; readonly attemptId: AttemptId; readonly fence: number };
export type AtWork = { readonly plan: PlanState; readonly task: TaskState; readonly attempt: AttemptState };

/**
 * The attempt that a command is for, while it is at work. The command that ended an attempt may come again, however late:
 * it changes nothing. Anything else from a former claim is refused.
 */
export function withAttempt(
  command: UnderClaim,
  state: OrgState,
  decideOn: (work: AtWork) => Decision,
): Decision {
  const { attemptId, fence } = command;
  const parts = partsOf(attemptId);
  const plan = state.plans.get(parts.planId);
  const task = plan?.tasks.get(parts.taskId);
  if (!plan || !task || !(parts.fence >= 1 && parts.fence <= task.fence))
    return refuse('ATTEMPT_NOT_FOUND', `There is no attempt ${attemptId}.`, { path: 'attemptId' });
  const end = task.ended.find((ended) => ended.fence === parts.fence);
  if (end?.by === command.id) return ok([]);
  const isStale = fence !== task.fence || parts.fence !== task.fence;
  const attempt = attemptAt(task);
  const where = { state, plan, task };
  if (isStale) return explained(staleFence(task, command), where);
  if (!attempt) return explained(attemptOver(task, command, end), where);
  return explained(decideOn({ plan, task, attempt }), where);
}

/** The attempt that a command is for, once it has ended, whoever holds its task now. */
export function endedAttempt(
  { attemptId, fence }: UnderClaim,
  state: OrgState,
  decideOn: (task: TaskState, end: EndedAttempt) => Decision,
): Decision {
  const parts = partsOf(attemptId);
  const plan = state.plans.get(parts.planId);
  const task = plan?.tasks.get(parts.taskId);
  const end = task?.ended.find((ended) => ended.fence === parts.fence);
  const isAtWork = task !== undefined && attemptAt(task)?.attemptId === attemptId;
  if (!plan || !task || !(isAtWork || (end && fence === parts.fence)))
    return refuse('ATTEMPT_NOT_FOUND', `There is no attempt ${attemptId} with fence ${fence}.`, {
      path: 'attemptId',
    });
  const decided = end
    ? decideOn(task, end)
    : refuseFor(task, 'ATTEMPT_OUT_OF_STEP', `Attempt ${attemptId} is at work.`);
  return explained(decided, { state, plan, task });
}

const attemptOver = (task: TaskState, { attemptId }: UnderClaim, end: EndedAttempt | undefined): Decision =>
  refuseFor(task, 'ATTEMPT_OVER', `Attempt ${attemptId} has ended: ${end?.end}.`, { proof: [end?.ref] });

function staleFence(task: TaskState, { attemptId, fence }: UnderClaim): Decision {
  const current = attemptAt(task)?.claimed ?? task.ended.at(-1)?.ref;
  return refuseFor(task, 'FENCE_STALE', `${attemptId} has fence ${fence}; the task is at ${task.fence}.`, {
    path: 'fence',
    expected: String(task.fence),
    proof: [current],
  });
}

/** A command that does not fit where the attempt stands. */
export const outOfStep = ({ task, attempt }: AtWork, message: string, expected?: string): Decision =>
  attempt.step === 'claimed'
    ? refuseFor(task, 'ATTEMPT_NOT_STARTED', `Attempt ${attempt.attemptId} has not been started.`)
    : refuseFor(
        task,
        'ATTEMPT_OUT_OF_STEP',
        `Attempt ${attempt.attemptId}: ${message}`,
        expected === undefined ? {} : { expected },
      );
