import type { Instant, PlanId, TaskHeld, TaskId, TaskReleased } from '@headrace/events';
import { isOver, type TaskState } from './task.state.ts';

type Starting = {
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly startAt: Instant | null;
  /** Claims so far: what was at work once has started. */
  readonly fence: number;
};

/** A task that is not to start yet waits for its time: the planner wakes it, as it ends every hold that has an end. */
export function startHold({ planId, taskId, startAt, fence }: Starting, at: Instant): readonly TaskHeld[] {
  if (startAt === null || startAt <= at || fence > 0) return [];
  return [{ type: 'TaskHeld', planId, taskId, reason: 'start', note: '', until: startAt }];
}

/** An edit gives a task another start. Other holds stay, what is over stays over, and what is at work has started. */
export function moveStart(
  task: TaskState,
  startAt: Instant | null,
  isRestarted: boolean,
  at: Instant,
): readonly (TaskHeld | TaskReleased)[] {
  const { planId, taskId, held } = task;
  if (isOver(task) || (held && held.reason !== 'start')) return [];
  const fence = held || isRestarted ? 0 : task.fence;
  const later = startHold({ planId, taskId, startAt, fence }, at);
  if (later.length > 0 || !held) return later;
  return [{ type: 'TaskReleased', planId, taskId, because: 'person' }];
}
