import { spawn, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Logger } from 'pino';
import type { Settings } from '../settings.ts';
import type { Shard } from '../shard/shard.ts';
import { positionOf } from './snapshot.file.ts';

export type SnapshotOrder = Pick<Settings, 'nats' | 'shard'> & {
  readonly dir: string;
  /** The last commit that is in it. */
  readonly until: number;
};

export type KeeperOptions = {
  readonly settings: Pick<Settings, 'nats' | 'shard'>;
  readonly dir: string;
  readonly shard: Pick<Shard, 'onStored' | 'onResumed' | 'status'>;
  readonly logger: Logger;
  /** Commits since the last one that make a new one worth its while. */
  readonly everyCommits?: number;
  /** At least so long between two. */
  readonly restMs?: number;
  readonly onMade?: (made: Made) => void;
};

export type Made = { readonly position: number; readonly bytes: number; readonly ms: number };

const EVERY_COMMITS = 20_000;
const REST_MS = 60_000;
/** No more than a tenth of the time is spent on them. */
const RESTS_FOR_EACH = 10;

/** Has a snapshot made whenever enough was written since the last one. Returns how to stop. */
export function keepSnapshots(options: KeeperOptions): () => void {
  const { shard, everyCommits = EVERY_COMMITS, restMs = REST_MS, onMade } = options;
  let lastAt = positionOf(options.dir, options.settings.shard);
  let restUntil = 0;
  let making: ChildProcess | null = null;

  const look = (position: number) => {
    if (making || position - lastAt < everyCommits || Date.now() < restUntil) return;
    const began = Date.now();
    making = make(options, position, (made) => {
      making = null;
      lastAt = position; // also when it failed: not again with every commit
      restUntil = Date.now() + Math.max(restMs, RESTS_FOR_EACH * (Date.now() - began));
      if (made) onMade?.(made);
    });
  };
  const stops = [
    shard.onStored(({ position }) => look(position)),
    shard.onResumed(() => look(shard.status().position)),
  ];
  return () => {
    for (const stop of stops) stop();
    making?.kill('SIGKILL');
  };
}

function make(
  { settings, dir, logger }: KeeperOptions,
  until: number,
  done: (made: Made | null) => void,
): ChildProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = new URL(`./snapshot.process.${extension}`, import.meta.url).pathname;
  const order: SnapshotOrder = { nats: settings.nats, shard: settings.shard, dir, until };
  // two copies of the state, and the numbers of all its parts
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=6144', '--disable-warning=ExperimentalWarning', program],
    {
      env: { HEADRACE_SNAPSHOT_ORDER: JSON.stringify(order) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  if (child.pid !== undefined) yieldTo(child.pid);
  let said = '';
  let cause = '';
  child.stdout.on('data', (data: Buffer) => void (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => void (cause = `${cause}${data.toString()}`.slice(-1000)));
  child.on('error', (error) => void (cause = error.message));
  child.on('close', (code) => {
    const made = code === 0 ? (JSON.parse(said) as Made) : null;
    if (made) logger.info(made, 'a snapshot was made');
    else logger.warn({ until, code, cause }, 'no snapshot was made');
    done(made);
  });
  return child;
}

/** Whoever decides comes first. */
function yieldTo(pid: number): void {
  try {
    setPriority(pid, 10);
  } catch {
    // it has ended already
  }
}
