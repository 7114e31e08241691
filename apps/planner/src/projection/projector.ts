import { follow, type Broker, type StoredCommit } from '@headrace/events/jetstream';
import { isAway, lockCheckpoint, migrate, positionOf, turnToProject } from '@headrace/readmodel';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { batchesOf, type BatchLimits } from './batches.ts';
import { project } from './project.ts';

export type ProjectorOptions = {
  readonly broker: Broker;
  readonly shard: string;
  /** As the maintainer of `schema`: it makes and migrates it. */
  readonly database: ReadModelDatabase;
  readonly signal: AbortSignal;
  readonly limits?: BatchLimits;
  /** At the beginning and after each transaction: everything up to here can be read. */
  readonly onReached?: (position: number) => void;
  /** Another planner projects; this one takes its place when it goes. */
  readonly onStandby?: () => void;
  /** Postgres is away, and is there again. */
  readonly onAway?: (cause: Error) => void;
  readonly onBack?: () => void;
};

export type ReadModelDatabase = {
  readonly url: string;
  readonly schema: string;
  /** Connected when it is first asked for. */
  readonly source: () => Promise<DataSource>;
};

const standardLimits: BatchLimits = { commits: 1000, bytes: 8 * 1024 * 1024, waitMs: 20 };

/**
 * Keeps the read model up with the stream until aborted; of several planners one does, the others stand by. Waits out whatever keeps Postgres or the broker away. Errors:
 * UPGRADE_NEEDED, LOG_DAMAGED (BrokerError), and faults of ours.
 */
export async function keepProjected(options: ProjectorOptions): Promise<void> {
  const { database, signal, onReached, onStandby } = options;
  while (!signal.aborted) {
    const after = await patiently(options, () => standingOf(database));
    if (after !== undefined) onReached?.(after);
    const { url, schema } = database;
    const turn = await patiently(options, () => turnToProject(url, schema, signal, onStandby));
    if (!turn) continue;
    try {
      await projectTurn({ ...options, signal: AbortSignal.any([signal, turn.lost]) });
    } finally {
      await turn.release();
    }
  }
}

/** Until aborted. Where to go on is asked again each time: another one may have projected meanwhile. */
async function projectTurn(options: ProjectorOptions): Promise<void> {
  while (!options.signal.aborted) {
    const after = await patiently(options, () => standingOf(options.database));
    if (after === undefined) continue;
    options.onReached?.(after);
    await projectFrom(after, options);
  }
}

/** Where to go on. Tables that are missing or old are made first: a read model may be dropped at any time. */
async function standingOf({ url, schema, source }: ReadModelDatabase): Promise<number> {
  await migrate(url, schema);
  return positionOf(await source());
}

/** Ends when aborted, or when the read model is no longer where this went on from. */
async function projectFrom(after: number, options: ProjectorOptions): Promise<void> {
  const { broker, shard, limits = standardLimits } = options;
  const round = new AbortController();
  const signal = AbortSignal.any([options.signal, round.signal]);
  try {
    for await (const batch of batchesOf(follow(broker, shard, { after, signal }), limits)) {
      const reached = await patiently(options, () => write(batch, options));
      if (reached === undefined || reached < batch.at(-1)!.position) return;
      options.onReached?.(reached);
    }
  } finally {
    round.abort();
  }
}

/** Answers where the read model stands now: before the batch's end when it fell behind its beginning. */
async function write(batch: readonly StoredCommit[], { database, shard }: ProjectorOptions): Promise<number> {
  const source = await database.source();
  const written = source.transaction(async (tx) => {
    const stored = await lockCheckpoint(tx, database.schema);
    const fresh = batch.filter(({ position }) => position > stored); // another planner, or a swap, was faster
    if (fresh.length === 0 || fresh[0]!.position > stored + 1) return stored;
    await project(tx, shard, fresh);
    return fresh.at(-1)!.position;
  });
  return written.catch((error: unknown) => {
    if (isDropped(error)) return 0;
    throw error;
  });
}

/** Somebody dropped the tables: they are made again, and filled from the beginning. */
const isDropped = (error: unknown): boolean => (error as { code?: string }).code === '42P01';

/** Tries again while Postgres is away; undefined when aborted. */
async function patiently<T>(
  { signal, onAway, onBack }: ProjectorOptions,
  work: () => Promise<T>,
): Promise<T | undefined> {
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const result = await work();
      if (failures > 0) onBack?.();
      return result;
    } catch (error) {
      if (!isAway(error)) throw error;
      if (failures === 0) onAway?.(error);
      await pause(Math.min(2000, 50 * 2 ** failures), undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
