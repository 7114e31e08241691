import type { OrgId, TaskKey } from '@headrace/events';
import {
  databaseAt,
  getTask,
  lockCheckpoint,
  migrate,
  openReadModel,
  positionOf,
  schemaOf,
} from '@headrace/readmodel';
import { startTestPostgres, type TestPostgres } from '@headrace/readmodel/testing';
import { databaseOf } from '../projection/database.ts';
import { keepProjected } from '../projection/projector.ts';
import { logHost, type LogHost } from '../testing/log.host.ts';
import { mill } from '../testing/mill.ts';
import { startTestShard, type TestShard } from '../testing/shard.ts';
import { rebuild, type RebuildOptions } from './rebuild.ts';

const org = 'main' as OrgId;
const key = 'plan-1.t0' as TaskKey;

describe('a rebuild', () => {
  let postgres: TestPostgres;
  let shard: TestShard;
  let host: LogHost;
  let database: ReturnType<typeof databaseOf>;
  let options: RebuildOptions;
  beforeAll(async () => void (postgres = await startTestPostgres()));
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    shard = await startTestShard();
    host = logHost();
    database = databaseOf((await postgres.createTestDatabase()).url, 'main');
    options = { broker: shard.broker, shard: 'main', databaseUrl: database.url };
    mill(host, org, 800);
    await shard.append(host.log);
  });
  afterEach(async () => {
    await database.close();
    await shard.stop();
  });

  /** Runs a projector until the read model has reached `position`. */
  async function projectTo(position: number): Promise<void> {
    const stop = new AbortController();
    const onReached = (reached: number) => void (reached >= position && stop.abort());
    await keepProjected({ broker: shard.broker, shard: 'main', database, signal: stop.signal, onReached });
  }

  it('mends what somebody changed, and says which tables', async () => {
    await projectTo(host.log.length);
    const source = await database.source();
    const right = await getTask(source, org, key);
    await source.query(`UPDATE "task" SET "title" = 'Nonsense' WHERE "key" = $1`, [key]);
    const outcome = await rebuild(options);
    expect(outcome.equal).toBe(false);
    const differing = Object.keys(outcome.after).filter(
      (table) => outcome.before[table] !== outcome.after[table],
    );
    expect(differing).toEqual(['task']);
    expect(await getTask(source, org, key)).toEqual(right);
    expect(await rebuild(options)).toMatchObject({ equal: true });
  });

  it('fills what was dropped, without a planner', async () => {
    await (await database.source()).query(`DROP SCHEMA "${schemaOf('main')}" CASCADE`);
    await rebuild(options);
    expect(await positionOf(await database.source())).toBe(host.log.length);
  });

  it('never takes a position back from readers, and never leaves them without', async () => {
    await projectTo(host.log.length);
    const stop = new AbortController();
    const planner = keepProjected({ broker: shard.broker, shard: 'main', database, signal: stop.signal });
    const model = openReadModel({ url: database.url, shard: 'main' });
    const seen: number[] = [];
    const reading = (async () => {
      while (!stop.signal.aborted) {
        const [task, position] = await model.snapshot(async (db) => [
          await getTask(db, org, key),
          await positionOf(db),
        ]);
        seen.push(task ? position : -1);
      }
    })();
    const before = host.log.length;
    mill(host, 'other' as OrgId, 1500);
    const appending = shard.append(host.log.slice(before));
    const outcomes = [await rebuild(options), await rebuild(options)];
    await appending;
    await model.waitForPosition(host.log.length, 50_000);
    stop.abort();
    await Promise.all([planner, reading]);
    await model.close();
    expect(outcomes.map(({ equal }) => equal)).toEqual([true, true]);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(await rebuild(options)).toMatchObject({ equal: true, position: host.log.length });
  });

  it('leaves the tables as the migrations make them', async () => {
    await rebuild(options);
    const source = await database.source();
    const made = databaseAt({ url: database.url, schema: 'headrace_fresh' });
    await migrate(database.url, 'headrace_fresh');
    await made.initialize();
    const indexes = `SELECT indexname, replace(indexdef, current_schema(), '') AS definition FROM pg_indexes
      WHERE schemaname = current_schema() ORDER BY 1`;
    expect(await source.query(indexes)).toEqual(await made.query(indexes));
    expect((await source.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
    await made.destroy();
  });

  it('goes one at a time', async () => {
    const both = await Promise.allSettled([rebuild(options), rebuild(options)]);
    const failed = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(failed).toMatchObject([{ code: 'REBUILD_RUNNING' }]);
  });

  it('waits for the transaction that is being written', async () => {
    await projectTo(host.log.length);
    const source = await database.source();
    let rebuilt: Promise<unknown> | undefined;
    await source.transaction(async (tx) => {
      await lockCheckpoint(tx, schemaOf('main'));
      const reached = new Promise<void>((resolve) => {
        rebuilt = rebuild({ ...options, onReached: (position) => position >= host.log.length && resolve() });
      });
      await reached;
      await tx.query(`UPDATE "task" SET "title" = 'Written meanwhile' WHERE "key" = $1`, [key]);
    });
    await rebuilt;
    expect((await getTask(source, org, key))?.title).not.toBe('Written meanwhile');
  });
});
