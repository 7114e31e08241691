import { awaitSnapshots, lockCheckpoint, quoted, type Database } from '@headrace/readmodel';
import type { DataSource } from 'typeorm';

export type SchemaNames = {
  /** The one that serves, before and after. */
  readonly schema: string;
  readonly filled: string;
  /** What the one that served until now is called from then on. */
  readonly old: string;
};

/**
 * Puts the filled schema in the place of the one that serves, in one transaction: readers see either the one or the
 * other. The projector waits meanwhile; `catchUp` brings the filled one to where it stopped, so that no position is
 * ever taken back.
 */
export const swap = (
  serving: DataSource,
  { schema, filled, old }: SchemaNames,
  catchUp: (position: number) => Promise<void>,
): Promise<void> =>
  serving.transaction(async (tx) => {
    await catchUp(await lockCheckpoint(tx, schema));
    await awaitSnapshots(tx);
    await tx.query(`ALTER SCHEMA ${quoted(schema)} RENAME TO ${quoted(old)}`);
    await tx.query(`ALTER SCHEMA ${quoted(filled)} RENAME TO ${quoted(schema)}`);
  });

export async function dropSchemas(db: Database, ...schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) await db.query(`DROP SCHEMA IF EXISTS ${quoted(schema)} CASCADE`);
}
