import type { Why } from '@headrace/engine';
import { tasksOf, type TaskKey } from '@headrace/events';
import type { Api } from '../live/api.ts';
import type { Live } from '../live/live.store.svelte.ts';
import { createLoad } from '../live/load.store.svelte.ts';

/** Events come in bursts; the answer is asked for once after each. */
const QUIET_MS = 250;

/** Why a task stands where it stands, as the engine says it; asked again when something in its plan has happened. */
export function createWhy(api: Api, live: Live, key: TaskKey) {
  const load = createLoad<Why>(() => api.why(key));
  const plan = key.slice(0, key.indexOf('.') + 1);
  let seen = live.position;

  $effect(() => {
    const fresh = live.commits.filter(({ position }) => position > seen);
    seen = live.position;
    const concerns = fresh.some(({ commit }) =>
      commit.events.some((event) => tasksOf(event).some((task) => task.startsWith(plan))),
    );
    if (!concerns) return;
    const timer = setTimeout(() => void load.again(), QUIET_MS);
    return () => clearTimeout(timer);
  });

  return load;
}
