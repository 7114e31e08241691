import type { Command, OrgId } from '@headrace/events';
import { checksum, listPlans, listTasks, positionOf, schemaOf, type Checksums } from '@headrace/readmodel';
import { startTestPostgres, type TestPostgres } from '@headrace/readmodel/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { rebuild } from '../rebuild/rebuild.ts';
import { logHost, type LogHost } from '../testing/log.host.ts';
import { mill } from '../testing/mill.ts';
import { startTestShard, type TestShard } from '../testing/shard.ts';
import { databaseOf } from './database.ts';
import { project } from './project.ts';
import { keepProjected, type ProjectorOptions } from './projector.ts';

const main = 'main' as OrgId;
const limits = { commits: 300, bytes: 1_000_000, waitMs: 20 };

describe('the projector', () => {
  let postgres: TestPostgres;
  let shard: TestShard;
  let database: ReturnType<typeof databaseOf>;
  let host: LogHost;
  beforeAll(async () => void (postgres = await startTestPostgres()));
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    shard = await startTestShard();
    database = databaseOf((await postgres.createTestDatabase()).url, 'main');
    host = logHost();
  });
  afterEach(async () => {
    await database.close();
    await shard.stop();
  });

  const checksums = async (): Promise<Checksums> => checksum(await database.source());
  const position = async (): Promise<number> => positionOf(await database.source());

  /** Projects until `isEnough`, then is aborted. */
  async function projectUntil(isEnough: (position: number) => boolean, more: Partial<ProjectorOptions> = {}) {
    const stop = new AbortController();
    const onReached = (reached: number) => void (isEnough(reached) && stop.abort());
    const options = { broker: shard.broker, shard: 'main', database, signal: stop.signal, onReached };
    await keepProjected({ ...options, limits, ...more });
  }

  it('stores the same, stopped in the middle or not, as a rebuild of all', async () => {
    mill(host, main, 4000);
    mill(host, 'other' as OrgId, 1000, 7);
    await shard.append(host.log);
    await projectUntil((reached) => reached > 1000);
    const middle = await position();
    expect(middle).toBeLessThan(host.log.length);
    await projectUntil((reached) => reached >= host.log.length);
    const outcome = await rebuild({ broker: shard.broker, shard: 'main', databaseUrl: database.url });
    expect(outcome).toMatchObject({ position: host.log.length, equal: true });
    expect(await checksums()).toEqual(outcome.before);
    expect(await position()).toBe(host.log.length);
  });

  it('stores the same whatever the batches are', async () => {
    mill(host, main, 300);
    await shard.append(host.log);
    await projectUntil((reached) => reached >= host.log.length, { limits: { ...limits, commits: 1 } });
    const oneByOne = await checksums();
    const other = databaseOf((await postgres.createTestDatabase()).url, 'main');
    await (await other.source()).transaction((tx) => project(tx, 'main', host.log));
    expect(await checksum(await other.source())).toEqual(oneByOne);
    await other.close();
  });

  it('stores a plan that came in parts, and nothing of the drafts before it', async () => {
    mill(host, main, 20);
    draft('a'.repeat(64), 300);
    draft('b'.repeat(64), 280);
    host.send(main, { type: 'ActivatePlan', planId: 'large', digest: 'b'.repeat(64) } as Command);
    draft('c'.repeat(64), 3, 'unfinished');
    await shard.append(host.log);
    await projectUntil((reached) => reached >= host.log.length, { limits: { ...limits, commits: 7 } });
    const source = await database.source();
    const plans = await listPlans(source, main);
    expect(plans.items.find(({ planId }) => planId === 'large')).toMatchObject({
      state: 'running',
      counts: { ready: 280 },
    });
    expect(plans.items.some(({ planId }) => planId === 'unfinished')).toBe(false);
    expect((await listTasks(source, main, { plan: 'unfinished' })).items).toEqual([]);
    host.send(main, { type: 'CancelPlan', planId: 'large', reason: '' } as Command);
    await shard.append(host.log.slice(-1));
    await rebuild({ broker: shard.broker, shard: 'main', databaseUrl: database.url });
    const [cancelled] = (await listPlans(source, main, { states: ['cancelled'] })).items;
    expect([await position(), cancelled?.counts]).toEqual([host.log.length, { cancelled: 280 }]);
  });

  /** What is sent of a plan before it is one. */
  function draft(digest: string, tasks: number, planId = 'large'): void {
    const options = {
      ...{ priority: 'medium', gates: [], approvals: 0, feedbackRounds: 1, maxAttempts: 1 },
      timeoutSeconds: 60,
    };
    const head = { plan: planId, title: 'Large', description: '', repo: 'r', target: 'main', phases: [] };
    const rules = { followUps: [], gates: {}, defaults: options, roles: { developer: { agent: 'shell' } } };
    host.send(main, { type: 'DraftPlan', plan: { ...head, ...rules }, digest, tasks } as never);
    const part = Array.from({ length: tasks }, (_, n) => ({
      ...{
        id: `${digest[0]}${n}`,
        title: `Task ${n}`,
        brief: '',
        role: 'developer',
        run: 'make',
        labels: [],
      },
      ...{ needs: [], after: [], scope: [], change: 'none', ...options },
    }));
    for (let from = 0; from < tasks; from += 150)
      host.send(main, {
        ...{ type: 'DraftTasks', planId, digest, from },
        tasks: part.slice(from, from + 150),
      } as never);
  }

  it('does not mind a second planner', async () => {
    mill(host, main, 1500);
    await shard.append(host.log.slice(0, 700));
    const second = databaseOf(database.url, 'main');
    const enough = (reached: number) => reached >= host.log.length;
    const both = Promise.all([projectUntil(enough), projectUntil(enough, { database: second })]);
    await shard.append(host.log.slice(700));
    await both;
    await second.close();
    const outcome = await rebuild({ broker: shard.broker, shard: 'main', databaseUrl: database.url });
    expect(outcome).toMatchObject({ position: host.log.length, equal: true });
  });

  it('goes on from where the read model is, when that went back', async () => {
    mill(host, main, 600);
    await shard.append(host.log.slice(0, 400));
    const stop = new AbortController();
    let wentBack = false;
    const onReached = async (reached: number) => {
      if (reached >= host.log.length) return stop.abort();
      if (reached < 400 || wentBack) return;
      wentBack = true; // as a crash takes back the last transactions: here all of them
      await (
        await database.source()
      ).query('TRUNCATE repo, runner, plan, task, attempt, gate, change, audit, checkpoint');
      await shard.append(host.log.slice(400));
    };
    const options = { broker: shard.broker, shard: 'main', database, signal: stop.signal, limits };
    await keepProjected({ ...options, onReached: (reached) => void onReached(reached) });
    const outcome = await rebuild({ broker: shard.broker, shard: 'main', databaseUrl: database.url });
    expect(outcome).toMatchObject({ position: host.log.length, equal: true });
  });

  it('makes the tables again that somebody dropped', async () => {
    mill(host, main, 400);
    await shard.append(host.log.slice(0, 200));
    let isDropped = false;
    const onReached = async (reached: number) => {
      if (reached < 200 || isDropped) return;
      isDropped = true;
      await (await database.source()).query(`DROP SCHEMA "${schemaOf('main')}" CASCADE`);
      await shard.append(host.log.slice(200));
    };
    const stop = new AbortController();
    const options = { broker: shard.broker, shard: 'main', database, signal: stop.signal, limits };
    await keepProjected({
      ...options,
      onReached: (reached) => void (reached >= host.log.length ? stop.abort() : onReached(reached)),
    });
    expect(await position()).toBe(host.log.length);
  });

  it('waits for Postgres and goes on', async () => {
    mill(host, main, 2000);
    await shard.append(host.log.slice(0, 1000));
    const seen: string[] = [];
    const onAway = () => {
      seen.push('away');
      void postgres.restart();
    };
    const onReached = (reached: number, stop: AbortController) => {
      if (reached === 1000) void postgres.kill().then(() => shard.append(host.log.slice(1000)));
      if (reached >= host.log.length) stop.abort();
    };
    const stop = new AbortController();
    const options = { broker: shard.broker, shard: 'main', database, signal: stop.signal, limits };
    await keepProjected({
      ...options,
      onReached: (reached) => onReached(reached, stop),
      onAway,
      onBack: () => void seen.push('back'),
    });
    expect(seen).toEqual(['away', 'back']);
    const outcome = await rebuild({ broker: shard.broker, shard: 'main', databaseUrl: database.url });
    expect(outcome).toMatchObject({ position: host.log.length, equal: true });
  });

  it('waits for the broker and goes on', async () => {
    mill(host, main, 1200);
    await shard.append(host.log);
    const stop = new AbortController();
    let restarted: Promise<void> | undefined;
    const onReached = (reached: number) => {
      if (reached >= 300) restarted ??= shard.server.restart();
      if (reached >= host.log.length) stop.abort();
    };
    await keepProjected({
      broker: shard.broker,
      shard: 'main',
      database,
      signal: stop.signal,
      limits,
      onReached,
    });
    await restarted;
    const outcome = await rebuild({ broker: shard.broker, shard: 'main', databaseUrl: database.url });
    expect(outcome).toMatchObject({ position: host.log.length, equal: true });
  });

  it('writes nothing while nothing happens', async () => {
    mill(host, main, 50);
    await shard.append(host.log);
    await projectUntil((reached) => reached >= host.log.length);
    const version = async () =>
      (await database.source()).query<object[]>('SELECT xmin, ctid, position FROM checkpoint');
    const before = await version();
    const stop = new AbortController();
    const idle = keepProjected({ broker: shard.broker, shard: 'main', database, signal: stop.signal });
    while ((await shard.consumers()) === 0) await pause(10);
    stop.abort();
    await idle;
    expect(await version()).toEqual(before);
  });

  it('stops at what it does not know', async () => {
    mill(host, main, 20);
    await shard.append(host.log);
    const [last] = host.log.slice(-1);
    const stranger = { ...last!, bytes: Buffer.from(JSON.stringify({ ...last!.commit, v: 2 })) };
    await shard.append([stranger]);
    const stop = new AbortController();
    const options = { broker: shard.broker, shard: 'main', database, signal: stop.signal, limits };
    await expect(keepProjected(options)).rejects.toMatchObject({ code: 'UPGRADE_NEEDED' });
  });
});
