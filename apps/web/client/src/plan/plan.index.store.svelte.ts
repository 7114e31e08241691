import {
  waitingOf,
  type ChangeView,
  type PlanId,
  type PlanView,
  type TaskCounts,
  type TaskKey,
  type TaskView,
  type WaitingItem,
} from '@headrace/events';
import { countStates, type Records } from '../live/records.store.svelte.ts';

export type PlanIndex = ReturnType<typeof createPlanIndex>;

const noTasks: readonly TaskView[] = [];

/** What more than one page asks of the records. Computed when something reads it and a record has changed. */
export function createPlanIndex(records: Records) {
  const byPlan = $derived(Map.groupBy(records.tasks.values(), ({ planId }) => planId));
  const plans = $derived([...records.plans.values()].sort(openFirst));
  const waiting: readonly WaitingItem[] = $derived(
    waitingOf(records.tasks.values(), records.changes.values()),
  );
  const queues = $derived(queuesOf(records.changes.values(), records.plans));
  const places = $derived(
    new Map(
      [...queues.values()].flatMap((queue) => queue.map((change, at) => [keyOf(change), at + 1] as const)),
    ),
  );
  return {
    tasksOf: (planId: PlanId): readonly TaskView[] => byPlan.get(planId) ?? noTasks,
    countsOf: (planId: PlanId): TaskCounts =>
      records.whole.has(planId)
        ? countStates(byPlan.get(planId) ?? noTasks)
        : (records.counts.get(planId) ?? {}),
    /** Running ones first, then the newest. */
    get plans() {
      return plans;
    },
    get waiting() {
      return waiting;
    },
    /** By repository and target, first the one that lands next. */
    get queues() {
      return queues;
    },
    placeOf: (key: TaskKey): number | null => places.get(key) ?? null,
  };
}

const isOpen = ({ state }: PlanView): boolean => state === 'running' || state === 'paused';

const openFirst = (a: PlanView, b: PlanView): number =>
  Number(isOpen(b)) - Number(isOpen(a)) || (a.createdAt < b.createdAt ? 1 : -1);

const keyOf = ({ planId, taskId }: ChangeView): TaskKey => `${planId}.${taskId}` as TaskKey;

function queuesOf(
  changes: Iterable<ChangeView>,
  plans: ReadonlyMap<PlanId, PlanView>,
): ReadonlyMap<string, readonly ChangeView[]> {
  const queued = [...changes].filter(({ state }) => state === 'queued' || state === 'landing');
  queued.sort((a, b) => ((a.queuedAt ?? '') < (b.queuedAt ?? '') ? -1 : 1));
  return Map.groupBy(queued, ({ planId, target }) => `${plans.get(planId)?.repoId ?? ''} ${target ?? ''}`);
}
