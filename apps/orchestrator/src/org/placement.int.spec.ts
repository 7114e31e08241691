import type { OrgId } from '@headrace/events';
import {
  COMMAND_SUBJECT,
  connectBroker,
  hasCommits,
  headPosition,
  placementKeyOf,
  request,
  type Broker,
} from '@headrace/events/jetstream';
import { setTimeout as pause } from 'node:timers/promises';
import { startRunning, type Running } from '../../test/running.ts';
import { ADMIN, type Ask } from '../../test/speak.ts';
import { ask, bareRepository, expectStatus, planOf, registered, theOnly, yaml } from '../../test/story.ts';

const of = (org: string): Ask => ({ headers: { 'x-org': org } });

const repoCommand = (repoId: string) => ({
  command: { type: 'RegisterRepo', repoId, url: 'https://h/r', defaultBranch: 'main' },
});

describe('orchestrators of two shards', () => {
  let main: Running;
  let eu: Running;
  let outsider: Broker;
  beforeEach(async () => {
    main = await startRunning();
    eu = await main.another({ HEADRACE_SHARD: 'eu' });
    outsider = await connectBroker({ url: main.nats.url, name: 'outsider' });
  });
  afterEach(async () => {
    await outsider.close();
    await eu.stop();
    await main.stop();
  });

  const place = (running: Running, org: string, shard: unknown, given: Ask = {}) =>
    running.ask('PUT', `/orgs/${org}/shard`, { body: { shard }, ...given });
  const homes = async (org: string) => ({
    main: await hasCommits(outsider, 'main', org as OrgId),
    eu: await hasCommits(outsider, 'eu', org as OrgId),
  });

  it('place an org where it is asked for first', async () => {
    expect(theOnly(await eu.send([repoCommand('r')], of('acme')))).toMatchObject({ ok: true, position: 2 });
    expect(theOnly(await main.send([repoCommand('s')], of('acme')))).toMatchObject({ ok: true, position: 3 });
    expect(await homes('acme')).toEqual({ main: false, eu: true });
  });

  it('place an org where an admin says, once', async () => {
    expect(expectStatus(await place(main, 'acme', 'eu'), 200).json).toEqual({ org: 'acme', shard: 'eu' });
    expectStatus(await place(eu, 'acme', 'eu'), 200);
    const { json } = expectStatus(await place(eu, 'acme', 'main'), 409);
    expect(json).toMatchObject({ code: 'ORG_ELSEWHERE', path: 'shard', expected: 'eu' });
    await main.send([repoCommand('r')], of('acme'));
    expect(await homes('acme')).toEqual({ main: false, eu: true });
  });

  it('refuse a shard that nobody writes, what is no name of one, and who is no admin', async () => {
    expect(expectStatus(await place(main, 'acme', 'us'), 409).json.code).toBe('SHARD_NOT_SERVED');
    expect(expectStatus(await place(main, 'acme', 'Eu'), 400).json).toMatchObject({ path: 'shard' });
    const minted = await main.post('/tokens', { actor: 'person:ada' }, of('acme'));
    expectStatus(await place(main, 'acme', 'eu', { token: minted.json.token }), 403);
  });

  it('list every org with its shard, where that is written, and how far', async () => {
    await place(main, 'acme', 'eu');
    await main.send([repoCommand('r')], of('acme'));
    await main.send([repoCommand('r'), repoCommand('s')], of('local'));
    const orgs = [
      { org: 'acme', shard: 'eu', writer: eu.url, position: 2 },
      { org: 'local', shard: 'main', writer: main.url, position: await headPosition(outsider, 'main') },
    ];
    expect(expectStatus(await eu.get('/orgs'), 200).json).toEqual({ orgs });
    const { token } = (await main.post('/tokens', { actor: 'person:ada' }, of('acme'))).json;
    expect((await main.get('/orgs', { token })).json).toEqual({ orgs: orgs.slice(0, 1) });
    const { clusters } = (await main.get('/clusters')).json;
    expect(clusters).toMatchObject([
      { org: 'acme', shard: 'eu', broker: { streams: [{ name: 'HEADRACE_EVENTS_eu' }, {}, {}, {}, {}] } },
      { org: 'local', shard: 'main' },
    ]);
  });

  it('answer for each other, whoever is asked: plans, claims, streams, reads', async () => {
    await place(main, 'acme', 'eu');
    const acme: Running = {
      ...main,
      post: (path, body, given = {}) =>
        main.post(path, body, { ...given, headers: { ...given.headers, 'x-org': 'acme' } }),
    };
    expectStatus(await acme.post('/repos', { repoId: 'web', url: await bareRepository(main) }), 201);
    const token = await registered(acme, 'r1');
    const over = new AbortController();
    const said = main.frames('/runners/r1/control', { token, signal: over.signal });
    const waiting = main.post('/tasks/claim', ask(4, 30_000), { token });
    expectStatus(await acme.post('/plans', planOf('p', ['a', 'b']), yaml), 201);
    const { attempts } = expectStatus(await waiting, 200).json;
    expectStatus(await acme.post(`/tasks/p.${attempts[0]!.taskId}/cancel`), 200);
    for await (const { data } of said) {
      expect(data).toMatchObject({ kind: 'cancel', attemptId: attempts[0]!.attemptId });
      over.abort();
    }
    const read = async (running: Running) => [
      (await running.get('/org', of('acme'))).json,
      (await running.get('/events?limit=1000', of('acme'))).json,
    ];
    expect(await read(main)).toEqual(await read(eu));
    expect((await main.get('/events', of('acme'))).json).toMatchObject({ shard: 'eu' });
    expect((await main.get('/events', of('main'))).json).toMatchObject({ shard: 'main', items: [] });
    expect(await homes('acme')).toEqual({ main: false, eu: true });
  });

  it('take a position that names its shard, and refuse that of another one', async () => {
    await place(main, 'acme', 'eu');
    await main.send([repoCommand('r'), repoCommand('s')], of('acme'));
    for (const running of [main, eu]) {
      const page = await running.get('/events?after=eu:1&until=eu%232', of('acme'));
      expect(expectStatus(page, 200).json.items).toMatchObject([{ position: 2 }]);
      expect(page.headers.get('x-headrace-shard')).toBe('eu');
      const stray = expectStatus(await running.get('/events?after=main:1', of('acme')), 400).json;
      expect(stray).toMatchObject({
        code: 'POSITION_ELSEWHERE',
        path: 'after',
        expected: 'a position of eu',
      });
      const why = expectStatus(await running.get('/tasks/p.a/why?at=main:1', of('acme')), 400).json;
      expect(why).toMatchObject({ code: 'POSITION_ELSEWHERE', path: 'at' });
    }
    const over = new AbortController();
    const headers = { 'x-org': 'acme', 'last-event-id': 'eu:2' };
    for await (const { id } of main.frames('/events', { headers, signal: over.signal })) {
      expect(id).toBe('eu:3');
      over.abort();
    }
    const lost = await main.get('/events', {
      headers: { 'x-org': 'acme', 'last-event-id': 'main:1', accept: 'text/event-stream' },
    });
    expect([lost.status, lost.json.code]).toEqual([400, 'POSITION_ELSEWHERE']);
  });

  it('take commands over NATS for each other', async () => {
    await place(main, 'acme', 'eu');
    for (let n = 0; n < 8; n++) {
      const asked = { token: ADMIN, org: 'acme', commands: [repoCommand(`r${n}`)] };
      expect(await request(outsider, COMMAND_SUBJECT, asked)).toMatchObject([{ ok: true }]);
    }
    expect(await homes('acme')).toEqual({ main: false, eu: true });
  });

  it('keep a token in its org, whatever the header says', async () => {
    await place(main, 'acme', 'eu');
    const { token } = (await main.post('/tokens', { actor: 'person:eve' }, of('other'))).json;
    await main.send([repoCommand('r')], { ...of('acme'), token });
    expect(await homes('acme')).toEqual({ main: false, eu: false });
    expect(await homes('other')).toEqual({ main: true, eu: false });
  });

  it('end with one shard for an org that both are asked for first at once', async () => {
    for (let round = 0; round < 50; round++) {
      const org = `org-${round}`;
      const asked = [main, eu, main, eu].map((running, i) => running.send([repoCommand(`r${i}`)], of(org)));
      const answers = (await Promise.all(asked)).flat();
      expect(answers).toMatchObject(answers.map(() => ({ ok: true })));
      const found = await homes(org);
      expect([found.main, found.eu].filter(Boolean)).toHaveLength(1);
      const items = (await main.get('/events', of(org))).json.items;
      expect(items.map(({ commit }) => commit.rev)).toEqual(items.map((_, i) => i + 1));
    }
  });

  it('refuse what another shard has while nobody writes that, and go on themselves', async () => {
    await place(main, 'acme', 'eu');
    await eu.stopOrchestrator();
    const [acme, own] = await Promise.all([
      main.post('/org/stop', {}, of('acme')),
      main.post('/org/stop', {}, of('local')),
    ]);
    expect([acme.status, acme.json.code]).toEqual([503, 'STEPPED_DOWN']);
    expectStatus(own, 200);
    expect((await main.get('/orgs')).json).toMatchObject({
      orgs: [{ org: 'acme', shard: 'eu', writer: null }, { org: 'local' }],
    });
    const { json } = expectStatus(await place(main, 'beta', 'eu'), 409);
    expect(json.code).toBe('SHARD_NOT_SERVED');
  });

  it('end a stream of an org that is placed elsewhere after it was asked for', async () => {
    const headers = { 'x-auth-token': ADMIN, 'x-org': 'acme', accept: 'text/event-stream' };
    const stream = await fetch(`${main.url}/events`, { headers });
    await place(eu, 'acme', 'eu');
    await stream.text();
    const over = new AbortController();
    const positions: number[] = [];
    const again = main.frames('/events', { ...of('acme'), signal: over.signal });
    await main.send([repoCommand('r')], of('acme'));
    for await (const { data, event } of again) {
      if (event === 'message') positions.push(data.position);
      if (positions.length === 2) over.abort();
    }
    expect(positions).toEqual([1, 2]);
  });
});

describe('a log from before orgs were placed', () => {
  let main: Running;
  beforeEach(async () => {
    main = await startRunning();
    await main.send([repoCommand('r')], of('old'));
    await main.parts.control.remove(placementKeyOf('old' as OrgId));
  });
  afterEach(() => main.stop());
  const shardOf = async () => (await main.parts.control.get(placementKeyOf('old' as OrgId)))?.value;

  it('is recorded by its next writer', async () => {
    await main.stopOrchestrator();
    const next = await main.another();
    while ((await next.parts.control.get(placementKeyOf('old' as OrgId))) === null) await pause(5);
    expect((await next.parts.control.get(placementKeyOf('old' as OrgId)))?.value).toEqual({ shard: 'main' });
    await next.stop();
  });

  it('keeps its orgs when another shard is asked for them first', async () => {
    const eu = await main.another({ HEADRACE_SHARD: 'eu' });
    expect(theOnly(await eu.send([repoCommand('s')], of('old')))).toMatchObject({ ok: true, position: 3 });
    expect(await shardOf()).toEqual({ shard: 'main' });
    await eu.stop();
  });
});
