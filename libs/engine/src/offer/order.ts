import type { Priority } from '@headrace/events';
import type { TaskState } from '../task/task.state.ts';

/** 0 comes first. */
export const rankOf: Readonly<Record<Priority, number>> = { critical: 0, high: 1, medium: 2, ongoing: 3 };

/** The order in which claimable tasks are offered: priority, longest remaining path, age, place in the plan. Total. */
export function isOfferedBefore(a: TaskState, b: TaskState): boolean {
  if (a.priority !== b.priority) return rankOf[a.priority] < rankOf[b.priority];
  if (a.path !== b.path) return a.path > b.path;
  if (a.readySince !== b.readySince) return (a.readySince ?? '') < (b.readySince ?? '');
  if (a.planId !== b.planId) return a.planId < b.planId;
  return a.ordinal < b.ordinal;
}
