import { placeWord, type RecordedCommit, type StateSnapshot } from '@headrace/events';
import { livesByRunner, type Feed, type RunnerLife } from './feed.ts';
import type { Records } from './records.store.svelte.ts';

export type Live = ReturnType<typeof createLive>;

export type LiveState = 'starting' | 'live' | 'offline' | 'upgrade';

/** At most so many visual updates a second; commits that come faster are folded together. */
const UPDATE_MS = 100;
/** Commits kept for pages that load a snapshot which is older than what we have folded. */
const KEPT = 4000;
const RETRY_MS = [1000, 2000, 4000, 8000, 15_000];

/** Follows the log from a snapshot on: each commit once, in order, across every loss of the connection. */
export function createLive(feed: Feed, records: Records) {
  let state = $state<LiveState>('starting');
  let shard = $state('main');
  let position = $state(0);
  let head = $state(0);
  let delayMs = $state<number | null>(null);
  let offlineSince = $state<number | null>(null);
  let retryAt = $state<number | null>(null);
  let commits = $state.raw<readonly RecordedCommit[]>([]);
  let presence = $state.raw(livesByRunner([]));
  let pending: RecordedCommit[] = [];
  let received = 0;
  let flushTimer: ReturnType<typeof setTimeout> | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | null = null;
  let connection: { close(): void } | null = null;
  let failures = 0;
  let waiters: { readonly position: number; readonly resolve: () => void }[] = [];

  function start(snapshot: Pick<StateSnapshot, 'shard' | 'position' | 'head' | 'runners'>): void {
    shard = snapshot.shard;
    position = received = snapshot.position;
    head = Math.max(head, snapshot.head, snapshot.position);
    showRunners(snapshot.runners);
    connect();
  }

  function connect(): void {
    retryTimer = clear(retryTimer);
    retryAt = null;
    connection?.close();
    connection = feed.open(received, {
      opened: () => {
        [state, offlineSince, failures] = ['live', null, 0];
      },
      commit: receive,
      position: (sent, end) => {
        received = Math.max(received, sent);
        head = Math.max(head, end);
        flushSoon();
      },
      presence: showRunners,
      lost,
    });
  }

  function receive(commit: RecordedCommit): void {
    if (commit.position <= received) return; // a reconnection repeats nothing, and this makes sure
    received = commit.position;
    head = Math.max(head, received);
    delayMs = Math.max(0, Date.now() - Date.parse(commit.commit.at));
    pending.push(commit);
    flushSoon();
  }

  function flushSoon(): void {
    flushTimer ??= setTimeout(flush, UPDATE_MS);
  }

  /** Folds what has come in, all in one update of the page. */
  function flush(): void {
    flushTimer = clear(flushTimer);
    const batch = pending;
    pending = [];
    for (const commit of batch) records.fold(commit);
    if (batch.length > 0) commits = [...commits, ...batch].slice(-KEPT);
    position = received;
    const [reached, waiting] = [waiters, []] as [typeof waiters, typeof waiters];
    waiters = waiting;
    for (const waiter of reached)
      if (waiter.position <= position) waiter.resolve();
      else waiters.push(waiter);
  }

  function lost(reason: 'connection' | 'upgrade'): void {
    connection = null;
    if (reason === 'upgrade') return void (state = 'upgrade');
    state = 'offline';
    offlineSince ??= Date.now();
    const wait = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]!;
    retryAt = Date.now() + wait;
    retryTimer = setTimeout(connect, wait);
  }

  function showRunners(runners: readonly RunnerLife[]): void {
    presence = livesByRunner(runners);
  }

  /** Folds again what came after a snapshot that has just been seeded. */
  function replay(after: number): void {
    for (const commit of commits) if (commit.position > after) records.fold(commit);
  }

  /** Resolves when the page shows this position. */
  function reached(target: number): Promise<void> {
    if (target <= position) return Promise.resolve();
    return new Promise((resolve) => waiters.push({ position: target, resolve }));
  }

  function stop(): void {
    connection?.close();
    flushTimer = clear(flushTimer);
    retryTimer = clear(retryTimer);
  }

  return {
    start,
    stop,
    replay,
    reached,
    flush,
    retry: connect,
    /** Commits that are known without having been received: what the story of a test or an older page tells. */
    remember: (older: readonly RecordedCommit[]) => {
      const first = commits[0]?.position ?? Infinity;
      commits = [...older.filter((commit) => commit.position < first), ...commits].slice(-KEPT);
    },
    get state() {
      return state;
    },
    get position() {
      return position;
    },
    /** A position of the org's shard, in words. */
    placeWord: (of: number) => placeWord(of, shard),
    get head() {
      return head;
    },
    get delayMs() {
      return delayMs;
    },
    get offlineSince() {
      return offlineSince;
    },
    get retryAt() {
      return retryAt;
    },
    /** What came in since the page was opened, oldest first. */
    get commits() {
      return commits;
    },
    get presence() {
      return presence;
    },
  };
}

function clear(timer: ReturnType<typeof setTimeout> | null): null {
  if (timer !== null) clearTimeout(timer);
  return null;
}
