import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { databaseAt, schemaOf } from './database.ts';
import { isAway } from './readmodel.failure.ts';
import { startTestPostgres, type TestPostgres } from './testing/postgres.server.ts';

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing failed',
    (error: unknown) => error,
  );

describe('Postgres that goes away', () => {
  let postgres: TestPostgres;
  let database: DataSource;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    const { url } = await postgres.createTestDatabase();
    database = await databaseAt({ url, schema: schemaOf('main'), poolSize: 2 }).initialize();
  });
  afterAll(async () => {
    await database.destroy();
    await postgres.stop();
  });

  const pidOf = async (db: Pick<DataSource, 'query'>) =>
    (await db.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid'))[0]!.pid;
  const cut = async (pid: number) => {
    await database.query('SELECT pg_terminate_backend($1)', [pid]);
    while ((await database.query<unknown[]>('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).length > 0)
      await pause(5);
    await pause(50); // until the client has heard of it too
  };

  it('is away when the connection ends between two statements of a transaction', async () => {
    const failure = await failureOf(
      database.transaction(async (tx) => {
        await cut(await pidOf(tx));
        await tx.query('SELECT 1');
      }),
    );
    expect({ failure, isAway: isAway(failure) }).toMatchObject({ isAway: true });
  });

  it('is away when the connection ends under a statement', async () => {
    const failure = await failureOf(
      database.transaction(async (tx) => {
        const pid = await pidOf(tx);
        await Promise.all([tx.query('SELECT pg_sleep(20)'), cut(pid)]);
      }),
    );
    expect({ failure, isAway: isAway(failure) }).toMatchObject({ isAway: true });
  });

  it('is away when it takes connections and says nothing', async () => {
    const deaf: Server = createServer(() => undefined);
    await new Promise<void>((done) => deaf.listen(0, '127.0.0.1', done));
    const { port } = deaf.address() as AddressInfo;
    const failure = await failureOf(
      databaseAt({ url: `postgres://nobody@127.0.0.1:${port}/none`, schema: 'none' }).initialize(),
    );
    deaf.close();
    expect({ failure, isAway: isAway(failure) }).toMatchObject({ isAway: true });
  }, 20_000);
});
