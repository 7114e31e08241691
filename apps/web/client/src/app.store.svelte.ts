import { createContext } from 'svelte';
import type { OrgId, ProblemDocument } from '@headrace/events';
import { problemIn, type Api } from './live/api.ts';
import type { Clock } from './live/clock.store.svelte.ts';
import type { Feed } from './live/feed.ts';
import { createCommits } from './event/commits.store.svelte.ts';
import { createLive } from './live/live.store.svelte.ts';
import { createRecords } from './live/records.store.svelte.ts';
import type { Elk } from './plan/graph.elk.ts';
import { createPlanIndex } from './plan/plan.index.store.svelte.ts';
import { createKeys } from './shell/keys.store.svelte.ts';
import { createPalette } from './shell/palette.store.svelte.ts';
import { createRouter } from './shell/router.store.svelte.ts';
import { createTheme } from './shell/theme.store.svelte.ts';
import { createToasts } from './shell/toasts.store.svelte.ts';

export type App = ReturnType<typeof createApp>;

export const [getApp, setApp] = createContext<App>();

/** Everything that pages share. Tests and pictures give another server, feed and clock. */
export function createApp(outside: {
  readonly api: Api;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly elk: Elk;
}) {
  const { api, feed, clock, elk } = outside;
  const records = createRecords();
  const live = createLive(feed, records);
  let org = $state<OrgId | null>(null);
  let stage = $state<'starting' | 'signed-out' | 'open' | 'broken'>('starting');
  let problem = $state.raw<ProblemDocument | null>(null);

  /** Loads the state and follows from there. */
  async function start(): Promise<void> {
    try {
      const snapshot = await api.state();
      org = snapshot.org;
      records.seedState(snapshot);
      live.start(snapshot);
      void recall(snapshot.position);
      [stage, problem] = ['open', null];
    } catch (error) {
      problem = problemIn(error);
      stage = problem.status === 401 ? 'signed-out' : 'broken';
    }
  }

  /** What happened last before the page was opened: the pace is counted from it. */
  async function recall(before: number): Promise<void> {
    const page = await api.events({ before: before + 1, limit: 200 }).catch(() => null);
    if (page) live.remember(page.items.toReversed());
  }

  async function signIn(proof: Parameters<Api['signIn']>[0]): Promise<ProblemDocument | null> {
    try {
      await api.signIn(proof);
      await start();
      return null;
    } catch (error) {
      return problemIn(error);
    }
  }

  async function signOut(): Promise<void> {
    await api.signOut();
    live.stop();
    location.reload(); // nothing of what was read stays in memory
  }

  const router = createRouter();
  const stop = () => {
    live.stop();
    clock.stop();
    router.stop();
  };

  return {
    ...{ api, records, live, clock, elk, router, start, stop, signIn, signOut },
    keys: createKeys(),
    palette: createPalette(),
    toasts: createToasts(),
    commits: createCommits(api, live),
    index: createPlanIndex(records),
    theme: createTheme(),
    get org() {
      return org;
    },
    get stage() {
      return stage;
    },
    get problem() {
      return problem;
    },
  };
}
