import { NO_COMMIT, encodeCommit, subjectOf, type Commit, type OrgId } from '@headrace/events';
import {
  brokerConfiguration,
  connectBroker,
  ensureStreams,
  openControl,
  openShardWriter,
  placementKeyOf,
  type Broker,
  type BrokerUser,
} from '@headrace/events/jetstream';
import { startTestServer, type TestServer } from '@headrace/events/testing';
import { pino } from 'pino';
import { EventLog } from '../event/event.log.ts';
import { findHome } from './home.ts';

const passwords: Record<BrokerUser, string> = {
  orchestrator: 'orchestrator-password',
  planner: 'planner-password-1',
  web: 'web-password-12345',
  inspector: 'inspector-password',
};
const org = 'acme' as OrgId;
const created = {
  ...{ v: 1, engine: '1', org, rev: 1, at: '2026-11-20T09:00:00.000Z', prev: NO_COMMIT },
  command: { id: 'c1', type: 'CreateOrg', actor: 'system:orchestrator' },
  events: [{ type: 'OrgCreated', org }],
} as unknown as Commit;

describe('the home of a web server', () => {
  let server: TestServer;
  let orchestrator: Broker;
  let closing: AbortController;
  const as = (user: BrokerUser) =>
    connectBroker({ url: server.url, name: user, user, password: passwords[user] });

  beforeEach(async () => {
    closing = new AbortController();
    server = await startTestServer({
      configure: (port, storeDir) =>
        brokerConfiguration({ port, storeDir, passwords, shards: ['main', 'eu'] }),
    });
    orchestrator = await as('orchestrator');
    for (const shard of ['main', 'eu']) await ensureStreams(orchestrator, { shard });
  });
  afterEach(async () => {
    closing.abort();
    await orchestrator.close();
    await server.stop();
  });

  async function begins(shard: string): Promise<void> {
    const writer = await openShardWriter(orchestrator, { shard });
    await writer.append(subjectOf(shard, created), encodeCommit(created), { 'Headrace-Command': 'c1' });
    writer.close();
  }

  const found = (broker: Broker) =>
    findHome({
      ...{ broker, org, assumed: 'main', signal: closing.signal },
      logger: pino({ level: 'silent' }),
    });

  it('is where the org was placed', async () => {
    await openControl(orchestrator).put(placementKeyOf(org), { shard: 'eu' });
    const web = await as('web');
    expect((await found(web)).shard()).toBe('eu');
    await web.close();
  });

  it('is where a log from before there were placements is', async () => {
    await begins('main');
    const web = await as('web');
    expect((await found(web)).shard()).toBe('main');
    await web.close();
  });

  it('is assumed where the broker is older than placements', async () => {
    const planner = await as('planner'); // who may not read them
    expect((await found(planner)).shard()).toBe('main');
    await planner.close();
  });

  it('is found later for an org that nothing is recorded of, and streams begin then', async () => {
    const web = await as('web');
    const home = await found(web);
    const log = new EventLog(web, home, org);
    expect([home.shard(), home.likely(), await log.head()]).toEqual([null, 'main', 0]);
    expect(await log.pageBefore(null, 10, closing.signal)).toEqual({ items: [], next: null, head: 0 });
    const frames = log.frames(0, null, closing.signal);
    expect((await frames.next()).value).toMatchObject({ id: 0, event: 'position' });
    const next = frames.next();
    await openControl(orchestrator).put(placementKeyOf(org), { shard: 'eu' });
    await begins('eu');
    expect((await next).value).toMatchObject({ id: 1 });
    expect(home.shard()).toBe('eu');
    closing.abort();
    await frames.return();
    await web.close();
  });
});
