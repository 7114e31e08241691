import type { Event } from '@headrace/events';
import type { PlacedCommit } from '../plan/plan.watch.ts';

/** Everything that was recorded while the demo ran, and a way to wait for what is to come. */
export type DemoLog = {
  readonly commits: readonly PlacedCommit[];
  add(commit: PlacedCommit): void;
  event<E extends Event>(matches: (event: Event) => event is E): Promise<E>;
};

export function openDemoLog(): DemoLog {
  const commits: PlacedCommit[] = [];
  const waiting = new Set<(event: Event) => boolean>();
  return {
    commits,
    add: (placed) => {
      commits.push(placed);
      for (const event of placed.commit.events)
        for (const offer of [...waiting]) if (offer(event)) waiting.delete(offer);
    },
    event: (matches) => {
      const past = commits.flatMap(({ commit }) => commit.events).find(matches);
      if (past) return Promise.resolve(past);
      return new Promise((resolve) => waiting.add((event) => matches(event) && (resolve(event), true)));
    },
  };
}
