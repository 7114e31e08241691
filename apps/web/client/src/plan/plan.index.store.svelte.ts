import {
  inboxOf,
  MOST_HELD_BACK,
  pausedPlan,
  stoppedOrg,
  waitingOf,
  type PlanId,
  type TaskCounts,
  type TaskKey,
  type TaskView,
  type WaitingItem,
  type WaitingTask,
} from '@headrace/events';
import { countStates } from '../live/records.fold.ts';
import type { Records } from '../live/records.store.svelte.ts';
import { isOver } from '../task/task.words.ts';
import { openFirst, placesIn, queuesOf } from './plan.queues.ts';

export type PlanIndex = ReturnType<typeof createPlanIndex>;

const noTasks: readonly TaskView[] = [];

const openTasks = (tasks: readonly TaskView[]): readonly TaskView['taskId'][] =>
  tasks
    .filter(({ state }) => !isOver(state))
    .slice(0, MOST_HELD_BACK)
    .map(({ taskId }) => taskId);

/** What more than one page asks of the records. Computed when something reads it and a record has changed. */
export function createPlanIndex(records: Records) {
  const byPlan = $derived(Map.groupBy(records.tasks.values(), ({ planId }) => planId));
  const plans = $derived(
    [...records.plans.values()]
      .filter(({ state, archivedAt }) => state !== 'draft' && archivedAt === null)
      .sort(openFirst),
  );
  const waitingTasks: readonly WaitingTask[] = $derived(
    waitingOf(records.tasks.values(), records.changes.values()),
  );
  const paused = $derived(
    plans.flatMap((plan) => pausedPlan(plan, openTasks(byPlan.get(plan.planId) ?? noTasks)) ?? []),
  );
  const stopped = $derived([...records.orgs.values()].map(stoppedOrg).find((org) => org !== null) ?? null);
  const waiting: readonly WaitingItem[] = $derived(inboxOf(stopped, paused, waitingTasks));
  const queues = $derived(queuesOf(records.changes.values(), records.plans));
  const places = $derived(placesIn(queues));
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
    /** Those of them that are tasks. */
    get waitingTasks() {
      return waitingTasks;
    },
    /** By repository and target, first the one that lands next. */
    get queues() {
      return queues;
    },
    placeOf: (key: TaskKey): number | null => places.get(key) ?? null,
  };
}
