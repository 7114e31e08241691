import { canonicalJson, taskKey } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import type { TaskState } from '../task/task.state.ts';

/** All that decisions can depend on, as text: equal texts, equal decisions. Leaves out where the offer index put things. */
export function dump({ offers, queues, attempts, landings, reviewsDue, waiting, ...rest }: OrgState): string {
  const holders = [...offers.holdings.holders].map(([resource, held]) => [
    resource,
    [...held].map(({ task }) => keyOf(task)).sort(),
  ]);
  return canonicalJson(
    plain({
      ...rest, // what a state gets later is compared too
      queues: new Map(
        [...queues].map(([key, queue]) => [key, [...queue.changes].map(({ changeId }) => changeId)]),
      ),
      attempts: [...attempts].map(({ attemptId }) => attemptId).sort(),
      landings: [...landings].map(({ changeId }) => changeId).sort(),
      reviewsDue: [...reviewsDue].map(({ changeId }) => changeId).sort(),
      waiting: [...waiting].map(keyOf).sort(),
      offered: [...offers.entries.keys()].map(keyOf).sort(),
      holders: holders.sort(),
    }),
  );
}

export const keyOf = ({ planId, taskId }: TaskState): string => taskKey(planId, taskId);

function plain(value: unknown): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, member]) => [String(key), plain(member)]));
  if (value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}
