import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../database.ts';
import { startPostgres, type PostgresServer } from '../postgres/postgres.server.ts';
import { guard } from './guard.ts';

/** A database of one test, cloned from a migrated template. */
export type TestDatabase = { readonly url: string; drop(): Promise<void> };

/** A real Postgres on a loopback port of its own and a directory of its own. */
export type TestPostgres = {
  /** Of the maintenance database. */
  readonly url: string;
  readonly port: number;
  createTestDatabase(): Promise<TestDatabase>;
  /** Ends it as a crash would; the data stay. */
  kill(): Promise<void>;
  /** Starts it again: same port, same data. Kills it first where it still runs. */
  restart(): Promise<void>;
  /** Ends it and removes its directory. */
  stop(): Promise<void>;
};

const template = 'headrace_template';

export async function startTestPostgres(): Promise<TestPostgres> {
  const root = await mkdtemp(join(tmpdir(), 'headrace-pg-'));
  await chmod(root, 0o755); // Postgres may run under another account
  const running = { server: await serve(root, 0) };
  await run(running.server.url(), `CREATE DATABASE ${template}`);
  await migrate(running.server.url(template));
  return testPostgres(root, running);
}

async function serve(root: string, port: number): Promise<PostgresServer> {
  const server = await startPostgres({
    dataDir: join(root, 'data'),
    user: 'headrace',
    password: 'only-for-tests',
    isDurable: false,
    port,
    settings: { shared_buffers: '16MB', max_wal_size: '256MB', max_connections: '50' },
  });
  const callOff = guard(server.pid(), root);
  void server.gone.then(callOff);
  return server;
}

function testPostgres(root: string, running: { server: PostgresServer }): TestPostgres {
  const { port } = running.server;
  return {
    url: running.server.url(),
    port,
    createTestDatabase: () => cloneTemplate(running.server),
    kill: () => running.server.kill(),
    restart: async () => {
      await running.server.kill();
      running.server = await serve(root, port);
    },
    stop: async () => {
      await running.server.kill();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function cloneTemplate(server: PostgresServer): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(server.url(), `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: server.url(name),
    drop: () => run(server.url(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
