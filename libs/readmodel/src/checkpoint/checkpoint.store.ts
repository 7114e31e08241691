import type { Instant } from '@headrace/events';
import type { Database } from '../row.store.ts';
import type { Checkpoint } from './checkpoint.row.ts';

/** How far the read model is; null before the first commit. */
export async function checkpointOf(db: Database): Promise<Checkpoint | null> {
  const [found] = await db.query<Checkpoint[]>(`SELECT "position", "at" FROM "checkpoint"`);
  return found ?? null;
}

export const positionOf = async (db: Database): Promise<number> => (await checkpointOf(db))?.position ?? 0;

/**
 * One writer of `schema` at a time, until the transaction ends; answers where it stands. A swap takes the same lock, so
 * the tables below are those of after the swap: the lock is a statement of its own for that.
 */
export async function lockCheckpoint(tx: Database, schema: string): Promise<number> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext($1))`, [`write ${schema}`]);
  return positionOf(tx);
}

/** In the transaction that writes the rows. `at`: of the commit at that position. */
export async function saveCheckpoint(
  tx: Database,
  shard: string,
  position: number,
  at: Instant,
): Promise<void> {
  await tx.query(
    `INSERT INTO "checkpoint" ("shard", "position", "at") VALUES ($1, $2, $3)
     ON CONFLICT ("shard") DO UPDATE SET "position" = EXCLUDED."position", "at" = EXCLUDED."at"`,
    [shard, position, at],
  );
}

/**
 * For a transaction of several queries: until its end no swap exchanges the tables. Names are looked up anew by each
 * query, whatever the transaction's snapshot, so half of them could fall on tables whose rows are too young for it.
 * Must be the first statement: it is not given a snapshot, so the snapshot is taken after it.
 */
export const keepTables = async (tx: Database): Promise<void> =>
  void (await tx.query(`LOCK TABLE "checkpoint" IN ACCESS SHARE MODE`));

/** For a swap: waits for those, and lets no new one begin. */
export const awaitSnapshots = async (tx: Database): Promise<void> =>
  void (await tx.query(`LOCK TABLE "checkpoint" IN ACCESS EXCLUSIVE MODE`));
