import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { keepTables, positionOf } from './checkpoint/checkpoint.store.ts';
import { positionWaits } from './checkpoint/checkpoint.wait.ts';
import { databaseAt, schemaOf } from './database.ts';
import { ReadModelFailure, isAway, isMisasked } from './readmodel.failure.ts';
import type { Database } from './row.store.ts';

export type ReadModelOptions = {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly shard: string;
  readonly poolSize?: number;
  /** As Postgres lists it. */
  readonly applicationName?: string;
  /** A query of a reader ends after this; a rebuild or a backup must not be able to hang a page. */
  readonly statementTimeoutMs?: number;
};

export type ReadModelHealth =
  | { readonly connected: true; readonly version: string; readonly position: number }
  | { readonly connected: false; readonly cause: string };

/** The read model for those who only read. Postgres may be away when it is opened, go, and come back. */
export type ReadModel = {
  /** Errors: READ_MODEL_UNAVAILABLE; QUERY_INVALID for what no value can be (ReadModelFailure). */
  readonly read: <T>(query: (db: Database) => Promise<T>) => Promise<T>;
  /** All its queries see one and the same position. Errors: READ_MODEL_UNAVAILABLE, QUERY_INVALID. */
  readonly snapshot: <T>(queries: (db: Database) => Promise<T>) => Promise<T>;
  /** Resolves when what was committed at `position` can be read. Errors: POSITION_NOT_REACHED, READ_MODEL_UNAVAILABLE. */
  readonly waitForPosition: (position: number, timeoutMs: number) => Promise<void>;
  /** Never throws. */
  readonly health: () => Promise<ReadModelHealth>;
  readonly close: () => Promise<void>;
};

/** What Postgres needs to say that a statement took too long; one that says nothing is as good as away. */
const SILENCE_MS = 1000;

export function openReadModel({
  shard,
  statementTimeoutMs = 15_000,
  ...options
}: ReadModelOptions): ReadModel {
  const source = lazily(() =>
    databaseAt({ ...options, schema: schemaOf(shard), statementTimeoutMs }).initialize(),
  );
  const available = <T>(query: () => Promise<T>) => answered(query, statementTimeoutMs + SILENCE_MS);
  const read: ReadModel['read'] = (query) => available(async () => query(await source.get()));
  const waits = positionWaits(() => read(positionOf));
  return {
    read,
    snapshot: (queries) =>
      available(async () =>
        (await source.get()).transaction('REPEATABLE READ', async (tx) => {
          await keepTables(tx);
          await tx.query('SET TRANSACTION READ ONLY');
          return queries(tx);
        }),
      ),
    waitForPosition: waits.wait,
    health: () => read(healthOf).catch((cause: Error) => ({ connected: false, cause: cause.message })),
    close: source.close,
  };
}

async function healthOf(db: Database): Promise<ReadModelHealth> {
  const [server] = await db.query<{ version: string }[]>(
    `SELECT current_setting('server_version') AS version`,
  );
  return { connected: true, version: server?.version ?? '', position: await positionOf(db) };
}

/** A Postgres that hangs answers nothing, not even that its own time limit is over; what was asked stays with the pool. */
async function answered<T>(query: () => Promise<T>, withinMs: number): Promise<T> {
  const clock = new AbortController();
  const silence = pause(withinMs, undefined, { signal: clock.signal }).then(() => {
    throw new ReadModelFailure('READ_MODEL_UNAVAILABLE', `Postgres has not answered for ${withinMs} ms`);
  });
  try {
    return await Promise.race([query(), silence]);
  } catch (error) {
    if (isAway(error)) throw new ReadModelFailure('READ_MODEL_UNAVAILABLE', error.message, error);
    if (isMisasked(error)) throw new ReadModelFailure('QUERY_INVALID', error.message, error);
    throw error;
  } finally {
    silence.catch(() => undefined);
    clock.abort();
  }
}

/** Connects with the first question, and again with the next one after that failed. Its pool mends itself. */
function lazily(connect: () => Promise<DataSource>) {
  let source: Promise<DataSource> | null = null;
  const get = () =>
    (source ??= connect().catch((error: unknown) => {
      source = null;
      throw error;
    }));
  const close = async () => {
    const open = await source?.catch(() => null);
    source = null;
    await open?.destroy();
  };
  return { get, close };
}
