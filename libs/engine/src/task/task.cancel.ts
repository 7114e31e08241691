import type { Event } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { chunked } from '../plan/plan.ready.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { attemptAt, type TaskState } from './task.state.ts';

/** Its change may be on the branch already: only the landing's own outcome can say what became of it. */
export function isBeingPushed(state: OrgState, { life }: TaskState): boolean {
  return life.status === 'merging' && state.changes.get(life.changeId)?.prepared != null;
}

/** Ends what is under way for these tasks, then the tasks. */
export function cancelTasks(
  state: OrgState,
  plan: PlanState,
  tasks: readonly TaskState[],
  reason: string,
): readonly Event[] {
  const { planId } = plan;
  return [
    ...tasks.flatMap((task) => endWork(state, task, reason)),
    ...chunked(tasks.map(({ taskId }) => taskId)).map(
      (taskIds) => ({ type: 'TasksCancelled', planId, taskIds, reason }) as const,
    ),
  ];
}

function endWork(state: OrgState, task: TaskState, reason: string): readonly Event[] {
  const { planId, taskId, life } = task;
  const attempt = attemptAt(task);
  if (attempt) return [{ type: 'AttemptCancelled', planId, taskId, attemptId: attempt.attemptId, reason }];
  if (life.status !== 'reviewing' && life.status !== 'merging') return [];
  const { changeId } = life;
  return [{ type: 'ChangeSentBack', planId, taskId, changeId, because: 'cancelled', feedback: reason }];
}
