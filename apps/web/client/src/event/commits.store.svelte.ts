import { SvelteMap } from 'svelte/reactivity';
import type { EventFrame } from '@headrace/events';
import type { Api } from '../live/api.ts';
import type { Live } from '../live/live.store.svelte.ts';

export type Commits = ReturnType<typeof createCommits>;

const KEPT = 500;

/** Single commits by position, for what names them as a proof. They never change, so each is asked for once. */
export function createCommits(api: Pick<Api, 'commit'>, live: Pick<Live, 'commits'>) {
  const known = new SvelteMap<number, EventFrame | null>();

  async function ask(position: number): Promise<void> {
    known.set(position, null);
    while (known.size > KEPT) known.delete(known.keys().next().value!);
    try {
      known.set(position, await api.commit(position));
    } catch {
      known.delete(position); // the number stands without its words, and is asked for again when it is shown again
    }
  }

  return {
    /** Null until it is there. */
    at: (position: number): EventFrame | null =>
      known.get(position) ?? live.commits.find((commit) => commit.position === position) ?? null,
    load(positions: readonly number[]): void {
      for (const position of positions)
        if (!known.has(position) && !live.commits.some((commit) => commit.position === position))
          void ask(position);
    },
  };
}
