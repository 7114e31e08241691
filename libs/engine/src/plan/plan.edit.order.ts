import type { TaskId } from '@headrace/events';
import type { PlanEdit, TaskChange } from './plan.edit.change.ts';

/**
 * What gets other needs, after all that it needs then. So no task waits for itself between two of the events of an edit,
 * also where two tasks change places: what has its new needs leads only to what has them too, and the rest has its old ones.
 */
export function needsFirst(edit: PlanEdit): readonly TaskChange[] {
  const rewired = edit.changed.filter(({ spec }) => spec.needs !== undefined);
  if (rewired.length < 2) return edit.changed;
  const place = placesFrom(rewired, needsAfter(edit));
  const placeOf = ({ task, spec }: TaskChange): number => (spec.needs ? (place.get(task.taskId) ?? 0) : -1);
  return [...edit.changed].sort((a, b) => placeOf(a) - placeOf(b));
}

function needsAfter({ plan, changed, added }: PlanEdit): (id: TaskId) => readonly TaskId[] {
  const said = new Map<TaskId, readonly TaskId[]>();
  for (const { taskId, spec } of added) said.set(taskId, spec.needs);
  for (const { task, spec } of changed) if (spec.needs) said.set(task.taskId, spec.needs);
  return (id) => said.get(id) ?? plan.tasks.get(id)?.needs ?? [];
}

/** These and all that they need, what is needed first; without recursion, for plans of any depth. */
function placesFrom(
  changes: readonly TaskChange[],
  needsOf: (id: TaskId) => readonly TaskId[],
): ReadonlyMap<TaskId, number> {
  const places = new Map<TaskId, number>();
  const seen = new Set<TaskId>();
  const open = changes.map(({ task }) => ({ id: task.taskId, isLeft: false }));
  for (let step = open.pop(); step; step = open.pop()) {
    const { id, isLeft } = step;
    if (isLeft) places.set(id, places.size);
    if (isLeft || seen.has(id)) continue;
    seen.add(id);
    const unseen = needsOf(id).filter((need) => !seen.has(need));
    open.push({ id, isLeft: true }, ...unseen.map((need) => ({ id: need, isLeft: false })));
  }
  return places;
}
