import type { TaskId } from '@headrace/events';
import { reoffer } from '../offer/offer.index.ts';
import type { OrgState } from '../org/org.state.ts';
import { correctPaths } from '../plan/plan.paths.ts';
import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from './task.state.ts';

/* A task among those that it waits for, and those that wait for it. */

/** Enters a task with those that it waits for, and counts what is missing. */
export function connect(plan: PlanState, task: TaskState): void {
  for (const need of task.needs) enter(plan.needing, need, task);
  for (const other of task.after) enter(plan.following, other, task);
  const isMissing = (id: TaskId, isMet: (task: TaskState) => boolean): boolean => {
    const other = plan.tasks.get(id);
    return !other || !isMet(other);
  };
  task.unmet =
    task.needs.filter((id) => isMissing(id, ({ life }) => life.status === 'done')).length +
    task.after.filter((id) => isMissing(id, ({ hasBeenOver }) => hasBeenOver)).length;
}

function enter(waiting: Map<TaskId, TaskState[]>, id: TaskId, task: TaskState): void {
  const tasks = waiting.get(id);
  if (tasks) tasks.push(task);
  else waiting.set(id, [task]);
}

export function disconnect(plan: PlanState, task: TaskState): void {
  for (const id of task.needs) leave(plan.needing, id, task);
  for (const id of task.after) leave(plan.following, id, task);
}

function leave(waiting: Map<TaskId, TaskState[]>, id: TaskId, task: TaskState): void {
  const tasks = waiting.get(id);
  const place = tasks?.indexOf(task) ?? -1;
  if (place >= 0) tasks?.splice(place, 1);
  if (tasks?.length === 0) waiting.delete(id);
}

/** Corrects the paths of these tasks and of all that lies before them; whoever changed takes another place among the offers. */
export function refreshPaths(state: OrgState, plan: PlanState, tasks: readonly TaskState[]): void {
  for (const task of correctPaths(plan, tasks)) reoffer(state.offers, plan, task);
}
