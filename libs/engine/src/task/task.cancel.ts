import { saying, type Event } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { consequences } from '../plan/plan.ready.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { attemptAt, isOver, type TaskState } from './task.state.ts';

/** Its change may be on the branch already: only the landing's own outcome can say what became of it. */
export function isBeingPushed(state: OrgState, { life }: TaskState): boolean {
  return life.status === 'merging' && state.changes.get(life.changeId)?.prepared != null;
}

/** Why, and how long agents have to end by themselves; undefined: as long as their runners give. */
export type Ending = { readonly reason: string; readonly graceMs?: number | undefined };

/** Ends what is under way for these tasks, then the tasks. */
export function cancelTasks(plan: PlanState, tasks: readonly TaskState[], ending: Ending): readonly Event[] {
  const { planId } = plan;
  const { reason } = ending;
  return [
    ...tasks.flatMap((task) => endWork(task, ending)),
    ...(tasks.length === 0 ? [] : [{ type: 'TasksCancelled', planId, ...saying(tasks), reason } as const]),
  ];
}

/** Ends what is under way for a task, if anything is. */
export function endWork(task: TaskState, { reason, graceMs }: Ending): readonly Event[] {
  const { planId, taskId, life } = task;
  const attempt = attemptAt(task);
  if (attempt) {
    const grace = graceMs === undefined ? {} : { graceMs };
    return [{ type: 'AttemptCancelled', planId, taskId, attemptId: attempt.attemptId, reason, ...grace }];
  }
  if (life.status !== 'reviewing' && life.status !== 'merging') return [];
  const { changeId } = life;
  return [{ type: 'ChangeSentBack', planId, taskId, changeId, because: 'cancelled', feedback: reason }];
}

/** Ends those of them that are not over and not being pushed, with all that follows. */
export function cancelAmong(
  state: OrgState,
  plan: PlanState,
  tasks: readonly TaskState[],
  ending: Ending,
): readonly Event[] {
  const cancelled = tasks.filter((task) => !isOver(task) && !isBeingPushed(state, task));
  const ended = cancelled.map((task) => ({ task, as: 'cancelled' as const }));
  return [...cancelTasks(plan, cancelled, ending), ...consequences(plan, { ended })];
}
