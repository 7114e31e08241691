import {
  linkCommit,
  type Actor,
  type Chain,
  type Command,
  type CommandId,
  type OrgId,
} from '@headrace/events';
import {
  COMMAND_SUBJECT,
  connectBroker,
  ensureStreams,
  readRange,
  request,
  type Broker,
} from '@headrace/events/jetstream';
import { startTestServer } from '@headrace/events/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { startRunning, type Running } from '../../test/running.ts';
import { ADMIN } from '../../test/speak.ts';
import { ask, expectStatus, planOf, prepared, registered, theOnly, yaml } from '../../test/story.ts';
import type { Lease } from './lease.ts';
import { Shard } from './shard.ts';

const roleOf = async (running: Running) => (await running.get('/health')).json.writer.role;

const logOf = async (broker: Broker) => {
  const log = [];
  for await (const commit of readRange(broker, 'main', { after: 0 })) log.push(commit);
  return log;
};

describe('two orchestrators of one shard', () => {
  let first: Running;
  let second: Running;
  let token: string;
  let outsider: Broker;
  beforeEach(async () => {
    first = await startRunning();
    token = await prepared(first, planOf('p', ['a', 'b']));
    second = await first.another();
    outsider = await connectBroker({ url: first.nats.url, name: 'outsider' });
  });
  afterEach(async () => {
    await outsider.close();
    await second.stop();
    await first.stop();
  });

  it('have one writer; the other one passes on what only that can do', async () => {
    expect([await roleOf(first), await roleOf(second)]).toEqual(['writer', 'standby']);
    const { json } = expectStatus(await second.post('/tasks/p.a/hold'), 200);
    const answers = await second.send([{ command: { type: 'ReleaseTask', planId: 'p', taskId: 'a' } }]);
    expect(theOnly(answers)).toMatchObject({ ok: true, position: json.position + 1 });
    const refused = await second.post('/tasks/p.nowhere/hold');
    expect([refused.status, refused.json.code]).toEqual([404, 'TASK_NOT_FOUND']);
    expect(refused.headers.get('content-type')).toMatch('application/problem+json');
  });

  it('both answer reads, and what was accepted can be read at once', async () => {
    for (let round = 0; round < 20; round++) {
      await second.post(`/tasks/p.a/${round % 2 === 0 ? 'hold' : 'release'}`);
      const { json } = expectStatus(await second.get('/tasks/p.a/why'), 200);
      expect(json).toMatchObject({ held: round % 2 === 0 ? { reason: 'person' } : null });
    }
    expect(await roleOf(second)).toBe('standby');
  });

  it('give out work by long poll, and say over any of them what a runner has to stop', async () => {
    const over = new AbortController();
    const said = second.frames('/runners/r1/control', { token, signal: over.signal });
    const waiting = second.post('/tasks/claim', ask(4, 30_000), { token });
    const { attempts } = expectStatus(await waiting, 200).json;
    expectStatus(await second.post(`/tasks/p.${attempts[0]!.taskId}/cancel`), 200);
    for await (const { data } of said) {
      expect(data).toMatchObject({ kind: 'cancel', attemptId: attempts[0]!.attemptId });
      over.abort();
    }
  });

  it('hand over when one is told to end: nothing that is under way is refused, nothing is done twice', async () => {
    await registered(first, 'r2');
    await second.post('/tasks/claim', ask(4, 0), { token }); // so that there is nothing to claim
    const waiting = second.post('/tasks/claim', ask(1, 30_000, 'r2'));
    const sent: ReturnType<Running['send']>[] = [];
    const next = (n: number) => {
      const type = n % 2 === 0 ? 'DrainRunner' : 'RegisterRunner';
      const offer = { version: '1', host: 'h', roles: ['*'], agents: ['shell'], labels: [], slots: 4 };
      const command = { type, runnerId: 'r3', ...(n % 2 === 0 ? {} : offer) };
      sent.push(second.send([{ id: `c${n}`, command }]));
      return sent[n];
    };
    await registered(first, 'r3');
    for (let n = 0; n < 10; n++) await next(n);
    const ended = first.stopOrchestrator();
    for (let n = 10; (await roleOf(second)) !== 'writer'; n++) await next(n);
    await ended;
    const answers = (await Promise.all(sent)).flat();
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    const log = await logOf(outsider);
    const byPosition = new Map(log.map(({ position, commit }) => [position, commit.command.id as string]));
    expect(answers.map(({ position }) => byPosition.get(position))).toEqual(answers.map(({ id }) => id));
    expect(new Set(byPosition.values()).size).toBe(log.length);
    // who waited for work was not left waiting with the one that ended
    expect(expectStatus(await waiting, 200).json.attempts).toEqual([]);
    expectStatus(await second.post('/plans', planOf('q', ['c']), yaml), 201);
    const { attempts } = expectStatus(await second.post('/tasks/claim', ask(1, 0, 'r2')), 200).json;
    expect(attempts).toMatchObject([{ taskId: 'c' }]);
  });

  it('leave no runner that holds nothing waiting with the one that ends', async () => {
    const idleToken = await registered(first, 'r2');
    await second.post('/tasks/claim', ask(4, 0), { token }); // so that there is nothing to claim
    const offer = { roles: ['*'], agents: ['shell'], labels: [], slots: 1, load: 0, sandbox: 'L0' };
    const idle = () => second.post('/runners/r2/idle', { ...offer, waitMs: 30_000 }, { token: idleToken });
    const waits = idle();
    while (first.parts.rooms.some((room) => room.size() === 0))
      await new Promise((resolve) => setImmediate(resolve));
    await first.stopOrchestrator();
    expect(expectStatus(await waits, 200).json).toEqual({ attempts: [], landing: null, control: [] });
    expectStatus(await second.post('/plans', planOf('q', ['x']), yaml), 201);
    expect(expectStatus(await idle(), 200).json).toMatchObject({ attempts: [{ attemptId: 'q.x.1' }] });
  });

  it('pass on what comes over NATS to one that does not write any more', async () => {
    // somebody else has taken the place, and is not heard of again
    const stranger = { id: 'orchestrator_elsewhere_1_1', pid: 1, address: second.url };
    await first.parts.control.put('writer.main', stranger);
    while ((await roleOf(first)) === 'writer') await pause(5);
    const command = { type: 'HoldTask', planId: 'p', taskId: 'a', note: '' };
    const commands = [{ id: 'c1', command }];
    for (let times = 0; times < 8; times++) {
      const answers = await request(outsider, COMMAND_SUBJECT, { token: ADMIN, commands });
      expect(answers).toMatchObject([{ ok: true, id: 'c1', events: ['TaskHeld'] }]);
    }
  });
});

describe('two orchestrators that both believe they write', () => {
  /** Says that the lease is its own, to whoever asks. */
  const liar = (id: string): Lease => ({
    isMine: () => true,
    holder: () => ({ id, pid: 1, address: null }),
    seek: () => undefined,
    onChange: () => () => undefined,
    giveUp: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });

  it('do no harm: what is acknowledged is in the log, once, and every org has one chain', async () => {
    const server = await startTestServer();
    const brokers = await Promise.all(['one', 'two'].map((name) => connectBroker({ url: server.url, name })));
    await ensureStreams(brokers[0]!, { shard: 'main' });
    const logger = pino({ level: 'silent' });
    const home = { isOurs: () => true, settle: () => Promise.resolve() };
    const common = { shard: 'main', home, logger, factsOf: () => undefined };
    const shards = brokers.map((broker, i) => new Shard({ ...common, broker, lease: liar(`o${i}`) }));
    for (const shard of shards) shard.start();
    await Promise.all(shards.map((shard) => shard.begun()));
    let interruptions = 0;
    for (const shard of shards) shard.onResumed(() => interruptions++);

    const actor = 'admin:local' as Actor;
    const orgs = ['left', 'right'] as OrgId[];
    /** As a client does: the same id until there is an answer. */
    const ask = async (shard: Shard, who: number, n: number) => {
      const repo = { repoId: `r${who}-${n}`, url: 'https://h/r', defaultBranch: 'main' };
      const command = { type: 'RegisterRepo', ...repo } as Command;
      const id = `${who}.${n}` as CommandId;
      for (;;) {
        const outcome = await shard
          .submit(orgs[n % 2]!, { id, command, sender: { actor } })
          .catch(() => null);
        if (outcome?.ok) return { id, position: outcome.value.position };
      }
    };
    const asked = shards.flatMap((shard, who) => Array.from({ length: 60 }, (_, n) => ask(shard, who, n)));
    const answers = await Promise.all(asked);

    const log = await logOf(brokers[0]!);
    const chain: Chain = new Map();
    expect(log.flatMap((commit) => linkCommit(chain, commit) ?? [])).toEqual([]);
    const ids = log.map(({ commit }) => commit.command.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(answers.map(({ position }) => ids[position! - 1])).toEqual(answers.map(({ id }) => id));
    expect(interruptions).toBeGreaterThan(0); // they did get into each other's way
    await Promise.all(shards.map((shard) => shard.close()));
    await Promise.all(brokers.map((broker) => broker.close()));
    await server.stop();
  });
});
