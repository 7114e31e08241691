import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import {
  attemptsOf,
  changesOf,
  gatesOf,
  plansOf,
  reposOf,
  runnersOf,
  tasksOf,
  viewAttempt,
  viewChange,
  viewPlan,
  viewRepo,
  viewRunner,
  viewTask,
  type AttemptId,
  type AttemptView,
  type ChangeId,
  type ChangeView,
  type Event,
  type EventType,
  type GateView,
  type PlanId,
  type PlanSnapshot,
  type PlanView,
  type Recorded,
  type RecordedCommit,
  type RepoId,
  type RepoView,
  type RunnerId,
  type RunnerView,
  type StateSnapshot,
  type TaskCounts,
  type TaskKey,
  type TaskView,
} from '@headrace/events';

export type Records = ReturnType<typeof createRecords>;

/**
 * The records that pages show: seeded from snapshots, kept by the same folds as the rows of the read model. A snapshot
 * and the commits may overlap in any way: each record knows the position that it was changed at last, and folds only
 * what comes after it.
 */
export function createRecords() {
  const plans = new SvelteMap<PlanId, PlanView>();
  const tasks = new SvelteMap<TaskKey, TaskView>();
  const attempts = new SvelteMap<AttemptId, AttemptView>();
  const gates = new SvelteMap<AttemptId, readonly GateView[]>();
  const changes = new SvelteMap<ChangeId, ChangeView>();
  const repos = new SvelteMap<RepoId, RepoView>();
  const runners = new SvelteMap<RunnerId, RunnerView>();
  /** Counts of plans whose tasks are not all here. */
  const counts = new SvelteMap<PlanId, TaskCounts>();
  /** Plans whose tasks are all here, and those whose attempts, gates and changes are here too. */
  const whole = new SvelteSet<PlanId>();
  const detailed = new SvelteSet<PlanId>();

  const folds: readonly ((recorded: readonly Recorded[]) => void)[] = [
    folder(plans, plansOf, viewPlan, 'PlanAdded'),
    folder(tasks, tasksOf, viewTask, 'TaskAdded'),
    folder(attempts, attemptsOf, viewAttempt, 'TaskClaimed'),
    folder(changes, changesOf, viewChange, 'ChangeOpened'),
    folder(repos, reposOf, viewRepo, 'RepoRegistered'),
    folder(runners, runnersOf, viewRunner, 'RunnerRegistered'),
    (recorded) => addGates(gates, recorded.flatMap(gatesOf)),
  ];

  function fold({ commit, position }: RecordedCommit): void {
    const { at, command, events } = commit;
    const recorded = events.map((event, index) => ({ event, at, ref: { position, index }, by: command.id }));
    for (const { event } of recorded) if (event.type === 'PlanAdded') markNew(event.planId);
    for (const into of folds) into(recorded);
  }

  /** A plan that begins while we watch is whole from its first event. */
  function markNew(planId: PlanId): void {
    if (plans.has(planId)) return;
    whole.add(planId);
    detailed.add(planId);
  }

  function seedState(snapshot: StateSnapshot): void {
    seedAll(plans, snapshot.plans, ({ planId }) => planId);
    seedAll(tasks, snapshot.tasks, ({ key }) => key);
    seedAll(changes, snapshot.changes, ({ changeId }) => changeId);
    seedAll(repos, snapshot.repos, ({ repoId }) => repoId);
    seedAll(runners, snapshot.runners, ({ runnerId }) => runnerId);
    for (const plan of snapshot.plans) {
      counts.set(plan.planId, plan.counts);
      if (plan.whole) whole.add(plan.planId);
    }
  }

  function seedPlan({ plan, ...snapshot }: PlanSnapshot): void {
    seedAll(plans, [plan], ({ planId }) => planId);
    seedAll(tasks, snapshot.tasks, ({ key }) => key);
    seedAll(attempts, snapshot.attempts, ({ attemptId }) => attemptId);
    seedAll(changes, snapshot.changes, ({ changeId }) => changeId);
    addGates(gates, snapshot.gates);
    whole.add(plan.planId);
    detailed.add(plan.planId);
  }

  return {
    plans,
    tasks,
    attempts,
    gates,
    changes,
    repos,
    runners,
    counts,
    whole,
    detailed,
    fold,
    seedState,
    seedPlan,
  };
}

/** One kind of record: folds what comes after each record's own position; what was never loaded stays out. */
function folder<K, V extends { readonly position: number }>(
  map: Map<K, V>,
  keysOf: (event: Event) => readonly K[],
  view: (view: V | null, recorded: Recorded) => V,
  birth: EventType,
) {
  return (recorded: readonly Recorded[]): void => {
    const stood = new Map<K, number>();
    for (const one of recorded)
      for (const key of keysOf(one.event)) {
        const current = map.get(key) ?? null;
        if (!stood.has(key)) stood.set(key, current?.position ?? -1);
        const isNew = stood.get(key)! < one.ref.position;
        if (isNew && (current !== null || one.event.type === birth)) map.set(key, view(current, one));
      }
  };
}

function seedAll<K, V extends { readonly position: number }>(
  map: Map<K, V>,
  records: readonly V[],
  keyOf: (record: V) => K,
): void {
  for (const record of records) {
    const key = keyOf(record);
    const current = map.get(key);
    if (!current || current.position < record.position) map.set(key, record);
  }
}

const gateKey = ({ stage, round, gate }: GateView): string => `${stage} ${round} ${gate}`;

function addGates(map: Map<AttemptId, readonly GateView[]>, views: readonly GateView[]): void {
  for (const [attempt, added] of Map.groupBy(views, ({ attemptId }) => attemptId)) {
    const known = map.get(attempt) ?? [];
    const keys = new Set(added.map(gateKey));
    map.set(attempt, [...known.filter((view) => !keys.has(gateKey(view))), ...added]);
  }
}

/** How many tasks of a plan are in each state. */
export function countStates(tasks: Iterable<TaskView>): TaskCounts {
  const counts: Partial<Record<TaskView['state'], number>> = {};
  for (const { state } of tasks) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
