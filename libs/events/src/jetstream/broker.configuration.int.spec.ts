import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { createHash } from 'node:crypto';
import type { AttemptId, OrgId } from '../ids.ts';
import { startTestServer, type TestServer } from '../testing/nats.server.ts';
import { describeWith } from '../testing/requires.ts';
import { connectBroker, type Broker } from './broker.ts';
import { brokerConfiguration, type BrokerUser } from './broker.configuration.ts';
import { openControl, openPresence } from './bucket.ts';
import { follow, headPosition, readRange } from './event.reader.ts';
import { openEvidence } from './evidence.ts';
import { openLogs } from './logs.ts';
import { request } from './request.ts';
import { fill } from '../testing/shard.ts';
import { openShardWriter, type ShardWriter } from './shard.writer.ts';
import { ensureStreams } from './streams.ts';
import { COMMAND_SUBJECT, EVIDENCE_STREAM, LOG_STREAM, eventStreamOf } from './subjects.ts';

const shard = 'main';
const events = eventStreamOf(shard);
const log = { org: 'main' as OrgId, attemptId: 'p.t.1' as AttemptId };
const passwords: Record<BrokerUser, string> = {
  orchestrator: 'orchestrator-0123456789',
  planner: 'planner-0123456789abcd',
  web: 'web-0123456789abcdefgh',
  inspector: 'inspector-0123456789',
};

function suite(binary?: string): void {
  let server: TestServer;
  let orchestrator: Broker;
  let writer: ShardWriter;

  const as = (user: BrokerUser) =>
    connectBroker({ url: server.url, user, password: passwords[user], name: user });

  beforeAll(async () => {
    const configure = (port: number, storeDir: string) => brokerConfiguration({ port, storeDir, passwords });
    server = await startTestServer({ configure, ...(binary ? { binary } : {}) });
    orchestrator = await as('orchestrator');
    await ensureStreams(orchestrator, { shard });
    writer = await openShardWriter(orchestrator, { shard });
    await fill(writer, 3);
    await openLogs(orchestrator).append(log, { firstLine: 0, lines: ['{"v":1,"org":"main","events":[]}'] });
  });
  afterAll(async () => {
    writer.close();
    await orchestrator.close();
    await server.stop();
  });

  it('lets nobody in without the right password', async () => {
    const refused = { code: 'BROKER_REFUSED' };
    await expect(connectBroker({ url: server.url, name: 'nobody' })).rejects.toMatchObject(refused);
    const wrong = { url: server.url, user: 'web', password: passwords.planner, name: 'wrong' };
    await expect(connectBroker(wrong)).rejects.toMatchObject(refused);
  });

  it('lets the orchestrator keep everything', async () => {
    const evidence = openEvidence(orchestrator);
    const { sha256 } = await evidence.put(new TextEncoder().encode('diff'), 'text/x-diff');
    await evidence.get(sha256);
    await evidence.erase(sha256);
    await openPresence(orchestrator).put('runner.main.r1', { busy: 0 });
    await openControl(orchestrator).putIf('writer.main', { holder: 'o1' }, 0);
    expect((await writer.recover()).position).toBe(await headPosition(orchestrator, shard));
    await ensureStreams(orchestrator, { shard, logMaxAgeMs: 3_600_000 });
  });

  it('lets nobody remove what happened, the orchestrator included', async () => {
    for (const what of ['STREAM.DELETE', 'STREAM.PURGE', 'STREAM.MSG.DELETE'])
      await refuses(orchestrator, `$JS.API.${what}.${events}`);
  });

  describe.each(['planner', 'web', 'inspector'] as const)('%s', (user) => {
    let broker: Broker;
    beforeEach(async () => void (broker = await as(user)));
    afterEach(() => broker.close());

    it('reads events, logs, evidence and presence', async () => {
      const positions: number[] = [];
      for await (const { position } of readRange(broker, shard, { after: 0, until: 3 }))
        positions.push(position);
      expect(positions).toEqual([1, 2, 3]);
      const { signal } = new AbortController();
      for await (const item of follow(broker, shard, { after: 0, signal })) if (item.position === 3) break;
      expect(await openLogs(broker).nextLine(log)).toBe(1);
      for await (const { lines } of openLogs(broker).read(log, 0)) expect(lines).toHaveLength(1);
      expect(await openPresence(broker).get('runner.main.nobody')).toBeNull();
      const bytes = new TextEncoder().encode(user);
      const { sha256 } = await openEvidence(orchestrator).put(bytes, 'text/plain');
      expect((await openEvidence(broker).get(sha256)).bytes).toEqual(bytes);
    });

    it.each([
      'evt.main.main.plan.p',
      'evt.other.main.plan.p',
      'log.main.p.t.1',
      '$O.HEADRACE_EVIDENCE.C.x',
      '$KV.HEADRACE_PRESENCE.runner.main.r1',
      '$KV.HEADRACE_PRESENCE.process.orchestrator.o1',
      '$KV.HEADRACE_CONTROL.writer.main',
      `$JS.API.STREAM.DELETE.${events}`,
      `$JS.API.STREAM.PURGE.${LOG_STREAM}`,
      `$JS.API.STREAM.UPDATE.${events}`,
      '$JS.API.STREAM.CREATE.MINE',
      `$JS.API.STREAM.MSG.DELETE.${EVIDENCE_STREAM}`,
    ])('cannot publish %s', async (subject) => {
      await refuses(broker, subject);
    });

    it('cannot listen to what others are told', async () => {
      for (const subject of ['evt.>', 'evt.main.main.plan.p', '>', '_INBOX_orchestrator.>', COMMAND_SUBJECT])
        await refusesToListen(broker, subject);
    });

    it('cannot make the broker store a stored message as an event', async () => {
      const before = await headPosition(orchestrator, shard);
      // such a consumer delivers as soon as anybody listens on exactly this subject
      const forged = 'evt.main.main.plan.forged';
      const config = {
        deliver_subject: forged,
        deliver_policy: 'all',
        ack_policy: 'none',
        name: `forge-${user}`,
      };
      const body = JSON.stringify({ stream_name: LOG_STREAM, config });
      await broker.nc.request(`$JS.API.CONSUMER.CREATE.${LOG_STREAM}.forge-${user}`, body);
      await refusesToListen(broker, forged);
      await broker.nc.flush();
      expect(await headPosition(orchestrator, shard)).toBe(before);
      await broker.jsm.consumers.delete(LOG_STREAM, `forge-${user}`);
    });
  });

  describe.each(['planner', 'web'] as const)('%s', (user) => {
    it('says that it is alive, and sends commands', async () => {
      const broker = await as(user);
      await openPresence(broker).put(`process.${user}.x1`, { lag: 0 });
      const answers = orchestrator.nc.subscribe(COMMAND_SUBJECT, {
        callback: (_, msg) =>
          void msg.respond(JSON.stringify({ response: msg.json<{ data: unknown }>().data, id: 'x' })),
      });
      await orchestrator.nc.flush();
      expect(await request(broker, COMMAND_SUBJECT, { commands: [] })).toEqual({ commands: [] });
      answers.unsubscribe();
      await orchestrator.nc.flush();
      const unheard = request(broker, COMMAND_SUBJECT, { commands: [] }, 500);
      await expect(unheard).rejects.toMatchObject({ code: 'ORCHESTRATOR_UNREACHABLE' });
      await broker.close();
    });
  });

  it('lets the web server alone read where orgs live, and says so to others', async () => {
    const web = await as('web');
    await openControl(orchestrator).put('org.acme', { shard: 'main' });
    expect(await openControl(web).get('org.acme')).toMatchObject({ value: { shard: 'main' } });
    await web.close();
    const planner = await as('planner');
    await expect(openControl(planner).get('org.acme')).rejects.toMatchObject({ code: 'BROKER_REFUSED' });
    await planner.close();
  });

  it('does not let the inspector send commands, or say that it is alive', async () => {
    const inspector = await as('inspector');
    await refuses(inspector, COMMAND_SUBJECT);
    await refuses(inspector, '$KV.HEADRACE_PRESENCE.process.web.x1');
    await inspector.close();
  });

  /** With nothing of ours: a plain connection, JetStream's JSON API, and SHA-256. */
  describe('an outsider with the credentials of the inspector', () => {
    let nc: NatsConnection;
    beforeAll(async () => {
      nc = await connect({ servers: server.url, user: 'inspector', pass: passwords.inspector });
    });
    afterAll(() => nc.close());
    const api = async (subject: string, body: object = {}) =>
      JSON.parse((await nc.request(`$JS.API.${subject}`, JSON.stringify(body))).string()) as Answer;
    type Answer = {
      state: { last_seq: number };
      message: { data: string; seq: number };
      name: string;
      streams: string[];
    };

    it('gets each commit, and can check the chain', async () => {
      expect((await api('STREAM.NAMES')).streams).toContain(events);
      const { last_seq } = (await api(`STREAM.INFO.${events}`)).state;
      let prev = '0'.repeat(64);
      for (let seq = 1; seq <= last_seq; seq++) {
        const { message } = await api(`STREAM.MSG.GET.${events}`, { seq });
        const bytes = Buffer.from(message.data, 'base64');
        const commit = JSON.parse(bytes.toString()) as { rev: number; prev: string };
        expect(commit).toMatchObject({ v: 1, org: 'main', rev: seq, prev });
        prev = createHash('sha256').update(bytes).digest('hex');
      }
      expect(last_seq).toBe(3);
    });

    it('reads them through a consumer of its own', async () => {
      const config = {
        ack_policy: 'none',
        deliver_policy: 'all',
        inactive_threshold: 5e9,
        mem_storage: true,
      };
      const { name } = await api(`CONSUMER.CREATE.${events}`, { stream_name: events, config });
      const inbox = nc.subscribe('_INBOX.outsider', { max: 3 });
      nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${events}.${name}`, JSON.stringify({ batch: 3 }), { reply: '_INBOX.outsider' }); // prettier-ignore
      const commands: string[] = [];
      for await (const msg of inbox) commands.push(msg.headers!.get('Headrace-Command'));
      expect(commands).toEqual(['c1', 'c2', 'c3']);
    });
  });
}

/** The server says no, and says it to the one who asked. */
async function refuses({ nc }: Broker, subject: string): Promise<void> {
  const errors = errorsOf(nc);
  nc.publish(subject, '{}', { headers: headers() });
  expect(await errors).toMatch(new RegExp(`Publish to "${escaped(subject)}"`, 'i'));
}

async function refusesToListen({ nc }: Broker, subject: string): Promise<void> {
  const errors = errorsOf(nc);
  const sub = nc.subscribe(subject, { callback: () => {} });
  expect(await errors).toMatch(new RegExp(`Subscription to "${escaped(subject)}"`, 'i'));
  sub.unsubscribe();
}

async function errorsOf(nc: NatsConnection): Promise<string> {
  for await (const status of nc.status()) if (status.type === 'error') return status.error.message;
  return '';
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('the users of the broker', () => {
  suite();

  it('have passwords worth the name', () => {
    const weak = { port: 1, storeDir: '/x', passwords: { ...passwords, web: 'short' } };
    expect(() => brokerConfiguration(weak)).toThrow('web');
  });

  it('do not decide where the server listens', () => {
    const text = brokerConfiguration({
      port: 4222,
      storeDir: '/a "b"',
      passwords,
      maxFileStore: 10,
      syncAlways: true,
    });
    expect(text).toContain('listen: "127.0.0.1:4222"');
    expect(text).toContain('store_dir: "/a \\"b\\""');
    expect(text).toContain('max_file_store: 10\n  sync_interval: always');
  });
});
describeWith('nats-2.12', 'the users of the broker, on a newer server', (path) => suite(path));
