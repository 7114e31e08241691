import {
  MOST_NAMED,
  ok,
  type AttemptsStopped,
  type Event,
  type PlanId,
  type ReportSalvage,
  type Stamped,
} from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { becameBlocked, becameReady, isUnblocked } from '../plan/plan.ready.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { type Decision } from '../refuse.ts';
import { refuseFor } from '../task/task.allowed.ts';
import type { TaskState } from '../task/task.state.ts';
import { endedAttempt } from './attempt.lookup.ts';
import type { AttemptState } from './attempt.state.ts';

export type Stop = { readonly reason: string; readonly graceMs: number };

/** Whether a task waits for nothing of its plan once what is being decided is folded. */
type Unblocked = (plan: PlanState, task: TaskState) => boolean;

/** Ends attempts and not their tasks, which go back to work at no cost. The runners are told, and report what they kept. */
export function stopAttempts(
  state: OrgState,
  attempts: Iterable<AttemptState>,
  stop: Stop,
  isUnblockedThen: Unblocked = isUnblocked,
): readonly Event[] {
  const byPlan = new Map<PlanId, AttemptState[]>();
  for (const attempt of attempts) {
    const known = byPlan.get(attempt.planId);
    if (known) known.push(attempt);
    else byPlan.set(attempt.planId, [attempt]);
  }
  return [...byPlan].flatMap(([planId, stopped]) => {
    const plan = state.plans.get(planId) as PlanState; // its attempts are in it
    const tasks = stopped.map(({ taskId }) => plan.tasks.get(taskId) as TaskState);
    const those = (isReady: boolean) => tasks.filter((task) => isUnblockedThen(plan, task) === isReady);
    return [
      ...stoppedIn(plan, stopped, stop),
      ...becameReady(planId, those(true)),
      ...becameBlocked(planId, those(false)),
    ];
  });
}

function stoppedIn(
  { planId }: PlanState,
  attempts: readonly AttemptState[],
  { reason, graceMs }: Stop,
): readonly AttemptsStopped[] {
  const chunks = Math.ceil(attempts.length / MOST_NAMED);
  return Array.from({ length: chunks }, (_, i) => {
    const chunk = attempts.slice(i * MOST_NAMED, (i + 1) * MOST_NAMED);
    const taskIds = chunk.map(({ taskId }) => taskId);
    return {
      type: 'AttemptsStopped',
      planId,
      taskIds,
      fences: chunk.map(({ fence }) => fence),
      reason,
      graceMs,
    };
  });
}

/** It says where work lies and gives no right to the task, so the attempt's own fence is enough, however old. */
export function reportSalvage(command: Stamped<ReportSalvage>, state: OrgState): Decision {
  return endedAttempt(command, state, (task, end) => {
    const { attemptId, salvage, note } = command;
    const { planId, taskId } = task;
    if (end.end !== 'cancelled' && end.end !== 'expired')
      return refuseFor(task, 'ATTEMPT_OVER', `Attempt ${attemptId} has ended by itself: ${end.end}.`, {
        proof: [end.ref],
      });
    if (end.saved) return ok([]);
    return ok([{ type: 'WorkSaved', planId, taskId, attemptId, salvage, note }]);
  });
}
