import type { TaskId } from '@headrace/events';
import { createHeap, drop, first, put } from '../offer/heap.ts';
import { isOver, type TaskState } from '../task/task.state.ts';
import type { PlanState } from './plan.state.ts';

/* The longest remaining path of a task: its own minutes and those of the longest chain of tasks that need it. */

/** Minutes of a task that nobody estimated. */
const DEFAULT_MINUTES = 1;

/** All paths of a plan at once, last tasks first: O(tasks + needs). Done once, when a plan's first tasks are known. */
export function computePaths(plan: PlanState): void {
  if (plan.hasPaths) return;
  plan.hasPaths = true;
  for (const waiting of [plan.needing, plan.following]) fit(waiting);
  const waiting = new Map<TaskState, number>();
  const open: TaskState[] = [];
  for (const task of plan.tasks.values()) {
    const dependants = needing(plan, task.taskId).length;
    if (dependants === 0) open.push(task);
    else waiting.set(task, dependants);
  }
  for (let task = open.pop(); task; task = open.pop()) {
    task.path = pathOf(plan, task);
    for (const need of needsOf(plan, task)) {
      const left = (waiting.get(need) ?? 1) - 1;
      waiting.set(need, left);
      if (left === 0) open.push(need);
    }
  }
}

/** Lists that grew one by one have room for sixteen more, which a million tasks would pay for. */
function fit(waiting: Map<TaskId, TaskState[]>): void {
  for (const [id, tasks] of waiting) waiting.set(id, tasks.slice());
}

/**
 * Corrects the paths of these tasks and of all that they need, as far as they change; answers those that changed. Shorter
 * old paths go first: a task's path is longer than those that it is made of, so that hardly any is visited twice.
 */
export function correctPaths(plan: PlanState, tasks: Iterable<TaskState>): readonly TaskState[] {
  if (!plan.hasPaths) return [];
  const changed = new Set<TaskState>();
  const open = createHeap<TaskState>((a, b) => a.path < b.path);
  for (const task of tasks) put(open, task);
  for (let task = first(open); task; task = first(open)) {
    drop(open, task);
    const path = pathOf(plan, task);
    if (path === task.path) continue;
    task.path = path;
    changed.add(task);
    for (const need of needsOf(plan, task)) if (!isOver(need)) put(open, need);
  }
  return [...changed];
}

export const needsOf = (plan: PlanState, { needs }: TaskState): readonly TaskState[] =>
  needs.flatMap((taskId) => plan.tasks.get(taskId) ?? []);

export const needing = (plan: PlanState, taskId: TaskId): readonly TaskState[] =>
  plan.needing.get(taskId) ?? [];

export const following = (plan: PlanState, taskId: TaskId): readonly TaskState[] =>
  plan.following.get(taskId) ?? [];

function pathOf(plan: PlanState, task: TaskState): number {
  let longest = 0;
  for (const dependant of needing(plan, task.taskId))
    if (!isOver(dependant) && dependant.path > longest) longest = dependant.path;
  return longest + (task.estimateMinutes ?? DEFAULT_MINUTES);
}
