import type { AttemptId, Event, EventType, GateView, Recorded, TaskCounts, TaskView } from '@headrace/events';

/** One kind of record: folds what comes after each record's own position; what was never loaded stays out. */
export function folder<K, V extends { readonly position: number }>(
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

/** How many tasks of a plan are in each state. */
export function countStates(tasks: Iterable<TaskView>): TaskCounts {
  const counts: Partial<Record<TaskView['state'], number>> = {};
  for (const { state } of tasks) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
