import {
  countIn,
  numbersIn,
  type AttemptId,
  type Event,
  type EventType,
  type GateView,
  type Recorded,
  type TaskCounts,
  type TaskKey,
  type TaskView,
  type TasksAt,
} from '@headrace/events';

/** One kind of record: folds what comes after each record's own position; what was never loaded stays out. */
export function folder<K, V extends { readonly position: number }>(
  map: Map<K, V>,
  keysOf: (event: Event) => readonly K[],
  view: (view: V | null, recorded: Recorded) => V,
  births: readonly EventType[],
) {
  return (recorded: readonly Recorded[]): void => {
    const stood = new Map<K, number>();
    for (const one of recorded)
      for (const key of keysOf(one.event)) {
        const current = map.get(key) ?? null;
        if (!stood.has(key)) stood.set(key, current?.position ?? -1);
        const isNew = stood.get(key)! < one.ref.position;
        if (isNew && (current !== null || births.includes(one.event.type))) map.set(key, view(current, one));
      }
  };
}

export function seedAll<K, V extends { readonly position: number }>(
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

export function addGates(map: Map<AttemptId, readonly GateView[]>, views: readonly GateView[]): void {
  for (const [attempt, added] of Map.groupBy(views, ({ attemptId }) => attemptId)) {
    const known = map.get(attempt) ?? [];
    const keys = new Set(added.map(gateKey));
    map.set(attempt, [...known.filter((view) => !keys.has(gateKey(view))), ...added]);
  }
}

/** How many tasks of a plan are in each state; without those that an edit took out. */
export function countStates(tasks: Iterable<TaskView>): TaskCounts {
  const counts: Partial<Record<TaskView['state'], number>> = {};
  for (const { state, removedAt } of tasks) if (!removedAt) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** Of a plan that has just become one, whose tasks are not here. */
export function countsAtStart(total: number, events: readonly Event[]): TaskCounts {
  const ready = events.reduce(
    (sum, event) =>
      event.type === 'TasksBecameReady'
        ? sum + (event.ordinals === undefined ? event.taskIds.length : countIn(event.ordinals))
        : sum,
    0,
  );
  return { blocked: total - ready, ready };
}

/** Of the tasks that are here. */
export const tasksAmong =
  (tasks: ReadonlyMap<TaskKey, TaskView>): TasksAt =>
  (planId, ordinals) => {
    const wanted = new Set(numbersIn(ordinals));
    const found = [...tasks.values()].filter((task) => task.planId === planId && wanted.has(task.ordinal));
    return found.map(({ key }) => key);
  };
