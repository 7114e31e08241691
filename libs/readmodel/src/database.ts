import { DataSource } from 'typeorm';
import pg from 'pg';
import type { Instant } from '@headrace/events';
import { entities } from './rows.ts';
import { migrations } from './migrations.ts';

export type DatabaseOptions = {
  readonly url: string;
  readonly schema: string;
  /** Connections at most. */
  readonly poolSize?: number;
  readonly applicationName?: string | undefined;
  /** For those who only read; none without it. */
  readonly statementTimeoutMs?: number;
  /** Commits do not wait for the disk: a crash may take back the last ones whole, and the log has them all. */
  readonly isRelaxed?: boolean;
};

/** The schema that serves a shard. */
export const schemaOf = (shard: string): string => `headrace_${shard}`;

/** Not connected yet. Every name in a query is looked up in `schema` only. */
export const databaseAt = ({ url, schema, poolSize = 4, ...options }: DatabaseOptions): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    schema,
    poolSize,
    applicationName: options.applicationName ?? 'headrace',
    connectTimeoutMS: 5000,
    installExtensions: false,
    logging: false,
    entities: [...entities],
    migrations: [...migrations],
    synchronize: false,
    extra: { options: sessionOf(schema, options), types: { getTypeParser } },
  });

const sessionOf = (
  schema: string,
  { statementTimeoutMs = 0, isRelaxed = false }: Partial<DatabaseOptions>,
): string =>
  [
    `search_path=${quoted(schema)}`,
    'timezone=UTC',
    `statement_timeout=${statementTimeoutMs}`,
    ...(isRelaxed ? ['synchronous_commit=off'] : []),
  ]
    .map((setting) => `-c ${setting}`)
    .join(' ');

/** Makes the schema where it is missing and brings its tables up to date. Two at once do no harm. */
export async function migrate(url: string, schema = schemaOf('main')): Promise<void> {
  await inSchema(url, schema, async () => {
    const database = await databaseAt({ url, schema, poolSize: 1 }).initialize();
    try {
      await database.runMigrations({ transaction: 'all' });
    } finally {
      await database.destroy();
    }
  });
}

async function inSchema(url: string, schema: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the query under way fails and says so
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext($1))`, [`migrate ${schema}`]);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`);
    await work();
  } finally {
    await client.end(); // which gives the lock back
  }
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const int8: number = pg.types.builtins.INT8;
const timestamptz: number = pg.types.builtins.TIMESTAMPTZ;

/** As our types have it: bigint is a number, and a moment is the string that it was in the event. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === int8) return Number;
  if (oid === timestamptz) return instantFrom;
  return pg.types.getTypeParser(oid, format);
}

/** `2026-11-19 13:42:07.1+00` to `2026-11-19T13:42:07.100Z`; the session's zone is UTC. */
const instantFrom = (value: string): Instant =>
  new Date(`${value.slice(0, 10)}T${value.slice(11, -3)}Z`).toISOString() as Instant;
