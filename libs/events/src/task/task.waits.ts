import type { Event } from '../event.ts';
import type { PlanId, TaskId } from '../ids.ts';

/** What a task waits for from here on: what it needs and what it comes after, each once. */
export type TaskWaits = {
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly on: readonly TaskId[];
};

/** Of the tasks of which the event says it. */
export function waitsOf(event: Event): readonly TaskWaits[] {
  if (event.type !== 'TaskAdded' && event.type !== 'TaskNeedsChanged') return [];
  const { planId, taskId } = event;
  const { needs, after } = event.type === 'TaskAdded' ? event.spec : event;
  return [{ planId, taskId, on: [...new Set([...needs, ...after])] }];
}
