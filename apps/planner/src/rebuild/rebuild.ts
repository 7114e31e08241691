import type { ErrorCode } from '@headrace/events';
import { headPosition } from '@headrace/events/jetstream';
import { checksum, migrate, positionOf, schemaOf, type Checksums } from '@headrace/readmodel';
import type { DataSource } from 'typeorm';
import { databaseOf } from '../projection/database.ts';
import { fill, type FillOptions } from './fill.ts';
import { withoutIndexes } from './indexes.ts';
import { dropSchemas, swap, type SchemaNames } from './swap.ts';

export type RebuildOptions = FillOptions & { readonly databaseUrl: string };

/** The digests of both read models at `position`; `equal`: the one that served until now was right. */
export type RebuildOutcome = {
  readonly position: number;
  readonly before: Checksums;
  readonly after: Checksums;
  readonly equal: boolean;
};

/**
 * Fills a new schema from the whole log while the old one serves, compares the two at one position, and puts the new
 * one in the place of the old one, whatever the comparison says: the log is right. One at a time.
 * Errors: REBUILD_RUNNING, those of the reader (BrokerError), those of Postgres.
 */
export async function rebuild(options: RebuildOptions): Promise<RebuildOutcome> {
  const { databaseUrl, shard } = options;
  const schema = schemaOf(shard);
  const names = { schema, filled: `${schema}_new`, old: `${schema}_old` };
  await migrate(databaseUrl, schema);
  const serving = databaseOf(databaseUrl, shard);
  const filling = databaseOf(databaseUrl, shard, names.filled);
  try {
    const source = await serving.source();
    return await inTurn(source, schema, async () => {
      await dropSchemas(source, names.filled, names.old);
      await migrate(databaseUrl, names.filled);
      return rebuilt(source, await filling.source(), names, options);
    });
  } finally {
    await Promise.all([serving.close(), filling.close()]);
  }
}

async function rebuilt(
  serving: DataSource,
  filling: DataSource,
  names: SchemaNames,
  options: RebuildOptions,
): Promise<RebuildOutcome> {
  const outcome = await withoutIndexes(filling, names.filled, async () => {
    await fill(filling, await positionOf(serving), options);
    const found = await compared(serving, filling, options);
    await fill(filling, await headPosition(options.broker, options.shard), options);
    return found;
  });
  await swap(serving, names, (position) => fill(filling, position, options));
  await dropSchemas(serving, names.old);
  return outcome;
}

/** The one that serves goes on meanwhile: it is looked at in a snapshot, and the new one is filled up to there. */
const compared = (serving: DataSource, filling: DataSource, options: FillOptions): Promise<RebuildOutcome> =>
  serving.transaction('REPEATABLE READ', async (snapshot) => {
    const position = await positionOf(snapshot);
    await fill(filling, position, options);
    const before = await checksum(snapshot);
    const after = await checksum(filling);
    const equal = Object.keys(after).every((table) => before[table] === after[table]);
    return { position, before, after, equal };
  });

export class RebuildRunning extends Error {
  override readonly name = 'RebuildRunning';
  readonly code = 'REBUILD_RUNNING' satisfies ErrorCode;
}

async function inTurn<T>(source: DataSource, schema: string, work: () => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner(); // the lock belongs to one connection
  try {
    const [turn] = (await runner.query(`SELECT pg_try_advisory_lock(hashtext($1)) AS taken`, [
      `rebuild ${schema}`,
    ])) as { taken: boolean }[];
    if (!turn?.taken) throw new RebuildRunning(`another rebuild of ${schema} is under way`);
    return await work();
  } finally {
    await runner.release();
  }
}
