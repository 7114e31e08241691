import type { Event, FailAttempt, SplitProposed, Stamped } from '@headrace/events';
import type { AtWork } from '../attempt/attempt.lookup.ts';
import { backToWork } from '../plan/plan.ready.ts';
import { partsFault, splitByPlan, splitHeld } from '../task/task.split.ts';

/**
 * A task that did not fit a model's context, and for which the plan names parts: these are proposed, once, or
 * accepted where the plan says so. Empty: it names
 * none, they cannot take its place, or somebody has decided about them before.
 */
export function partsInstead(
  { plan, task, attempt }: AtWork,
  { class: failure, salvage }: Stamped<FailAttempt>,
): readonly Event[] {
  if (failure !== 'context' || !task.parts || task.failed.context || attempt.base === null) return [];
  const parts = task.parts.map((part) => ({ ...part, lines: 0 }));
  if (partsFault(plan, task, parts)) return [];
  const { planId, taskId } = task;
  const { attemptId } = attempt;
  const left = salvage?.pushed
    ? { source: salvage.sha, ref: salvage.ref }
    : { source: attempt.base, ref: `refs/heads/${plan.target}` };
  const note = `It did not fit the model's context: its ${parts.length} parts are proposed.`;
  const proposal: SplitProposed = {
    ...{ type: 'SplitProposed', because: 'context', planId, taskId, attemptId },
    ...{ lines: 0, limit: 0, ...left, parts },
  };
  const split = splitByPlan({ plan, task }, proposal);
  if (split.ok) return [proposal, ...split.value];
  return [...backToWork(plan, task), proposal, splitHeld(task, `${note} ${split.error}`, failure)];
}
