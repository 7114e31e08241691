import type { ChangeView, PlanId, PlanView, TaskKey } from '@headrace/events';

const isOpen = ({ state }: PlanView): boolean => state === 'running' || state === 'paused';

export const openFirst = (a: PlanView, b: PlanView): number =>
  Number(isOpen(b)) - Number(isOpen(a)) || (a.createdAt < b.createdAt ? 1 : -1);

const keyOf = ({ planId, taskId }: ChangeView): TaskKey => `${planId}.${taskId}` as TaskKey;

/** Changes that wait to land, by repository and target, first the one that lands next. */
export function queuesOf(
  changes: Iterable<ChangeView>,
  plans: ReadonlyMap<PlanId, PlanView>,
): ReadonlyMap<string, readonly ChangeView[]> {
  const queued = [...changes].filter(({ state }) => state === 'queued' || state === 'landing');
  queued.sort((a, b) => ((a.queuedAt ?? '') < (b.queuedAt ?? '') ? -1 : 1));
  return Map.groupBy(queued, ({ planId, target }) => `${plans.get(planId)?.repoId ?? ''} ${target ?? ''}`);
}

/** Where each task's change stands in its queue, from 1. */
export const placesIn = (queues: ReadonlyMap<string, readonly ChangeView[]>): ReadonlyMap<TaskKey, number> =>
  new Map(
    [...queues.values()].flatMap((queue) => queue.map((change, at) => [keyOf(change), at + 1] as const)),
  );
