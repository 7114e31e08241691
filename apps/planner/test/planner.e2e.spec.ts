import type { OrgId, ProcessPresence } from '@headrace/events';
import {
  brokerConfiguration,
  connectBroker,
  ensureStreams,
  openPresence,
  openShardWriter,
  type Broker,
  type ShardWriter,
} from '@headrace/events/jetstream';
import { startTestServer, type TestServer } from '@headrace/events/testing';
import { openReadModel, positionOf, type ReadModel } from '@headrace/readmodel';
import { startTestPostgres, type TestPostgres } from '@headrace/readmodel/testing';
import { subjectOf } from '@headrace/events';
import { setTimeout as pause } from 'node:timers/promises';
import { logHost, type WrittenCommit } from '../src/testing/log.host.ts';
import { mill } from '../src/testing/mill.ts';
import { run, type Running } from './planner.process.ts';

const passwords = {
  orchestrator: 'orchestrator-password',
  planner: 'planner-password-1',
  web: 'web-password-12345',
  inspector: 'inspector-password',
};

/** As `headrace up` starts its nats-server: everybody may do what the configuration says, and no more. */
const configure = (port: number, storeDir: string) => brokerConfiguration({ port, storeDir, passwords });

describe('the planner as a process', () => {
  let postgres: TestPostgres;
  let server: TestServer;
  let broker: Broker;
  let writer: ShardWriter;
  let model: ReadModel;
  let env: NodeJS.ProcessEnv;
  const started: Running[] = [];

  beforeAll(async () => {
    [postgres, server] = await Promise.all([startTestPostgres(), startTestServer({ configure })]);
    const { url } = await postgres.createTestDatabase();
    const who = { user: 'orchestrator', password: passwords.orchestrator };
    broker = await connectBroker({ url: server.url, name: 'test', ...who });
    await ensureStreams(broker, { shard: 'main' });
    writer = await openShardWriter(broker, { shard: 'main' });
    model = openReadModel({ url, shard: 'main' });
    const nats = { NATS_URL: server.url, NATS_USER: 'planner', NATS_PASSWORD: passwords.planner };
    env = { ...nats, DATABASE_URL: url, ORCHESTRATOR_TOKEN: 'an admin token of some length' };
  });
  afterAll(async () => {
    for (const { child } of started) child.kill('SIGKILL');
    await model.close();
    writer.close();
    await broker.close();
    await Promise.all([server.stop(), postgres.stop()]);
  });

  async function start(): Promise<Running> {
    const planner = run('main.ts', env);
    started.push(planner);
    expect(await planner.nextLine()).toMatchObject({ ready: true, address: null, postgres: true });
    return planner;
  }

  const append = async (commits: readonly WrittenCommit[]) =>
    void (await Promise.all(
      commits.map(({ commit, bytes }) =>
        writer.append(subjectOf('main', commit), bytes, { 'Headrace-Command': commit.command.id }),
      ),
    ));

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await pause(5);
  }

  it('is killed, comes back, and holds what a rebuild holds; then it is asked to end', async () => {
    const host = logHost();
    mill(host, 'main' as OrgId, 5000);
    const head = host.log.length;

    const killed = await start();
    const appended = append(host.log);
    await until(async () => (await model.read(positionOf)) > 0);
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toMatchObject({ signal: 'SIGKILL' });
    await appended;
    expect(await model.read(positionOf)).toBeLessThan(head);

    const planner = await start();
    await model.waitForPosition(head, 50_000);

    const rebuilding = run('rebuild.ts', env, '--json');
    const lines: Record<string, unknown>[] = [];
    for (let line = await rebuilding.nextLine(); line; line = await rebuilding.nextLine()) lines.push(line);
    expect(await rebuilding.ended).toEqual({ code: 0, signal: null });
    expect(lines[0]).toMatchObject({ progress: { head } });
    const outcome = lines.at(-1)!;
    expect(outcome).toMatchObject({ position: head, equal: true });
    expect(outcome['after']).toEqual(outcome['before']);

    const alive = async () =>
      (await openPresence(broker).list('process.planner')).map(({ value }) => value as ProcessPresence);
    await until(async () => (await alive()).some(({ position, lag }) => position === head && lag === 0));

    // a second one stands by until the first one is killed
    const standby = await start();
    const roles = async () => (await alive()).map(({ role, pid }) => [role, pid] as const);
    await until(async () =>
      (await roles()).some(([role, pid]) => role === 'standby' && pid === standby.child.pid),
    );
    planner.child.kill('SIGKILL');
    mill(host, 'other' as OrgId, 200, 3);
    await append(host.log.slice(head));
    await model.waitForPosition(host.log.length, 50_000);
    await until(async () =>
      (await roles()).some(([role, pid]) => role === 'projector' && pid === standby.child.pid),
    );

    standby.child.kill('SIGTERM');
    expect(await standby.ended).toEqual({ code: 0, signal: null });
    expect((await alive()).map(({ pid }) => pid)).not.toContain(standby.child.pid);
    expect(standby.logged().filter(({ level }) => Number(level) > 40)).toEqual([]);
  });

  it('says what is newer than itself, and ends', async () => {
    const planner = await start();
    const message = JSON.stringify({ v: 2, org: 'main', events: [{ type: 'RiverDiverted' }] });
    await writer.append('evt.main.main.org.main', Buffer.from(message), { 'Headrace-Command': 'new' });
    expect(await planner.ended).toEqual({ code: 1, signal: null });
    expect(planner.logged().at(-1)).toMatchObject({ code: 'UPGRADE_NEEDED', hint: 'Upgrade this process.' });
  });

  it('says which setting is wrong', async () => {
    const planner = run('main.ts', { ...env, DATABASE_URL: 'mysql://here' });
    started.push(planner);
    const said = new Promise<string>((resolve) =>
      planner.child.stderr!.once('data', (data) => resolve(String(data))),
    );
    expect(await said).toMatch('planner: DATABASE_URL');
    expect(await planner.ended).toEqual({ code: 2, signal: null });
  });
});
