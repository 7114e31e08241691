import type { Instant, PlanId, TaskHeld, TaskId } from '@headrace/events';

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
