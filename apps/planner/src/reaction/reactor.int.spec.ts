import {
  instantOf,
  type AgentName,
  type AttemptId,
  type Command,
  type CommandAnswer,
  type Event,
  type Facts,
  type Instant,
  type OrgId,
  type RunnerId,
  type RunnerPresence,
} from '@headrace/events';
import { openPresence } from '@headrace/events/jetstream';
import { setTimeout as pause } from 'node:timers/promises';
import { keepHearing } from '../presence/runner.presence.ts';
import { logHost, type LogHost } from '../testing/log.host.ts';
import { takeCommands } from '../testing/orchestrator.ts';
import { startTestShard, type TestShard } from '../testing/shard.ts';
import { commandsOver } from './commands.ts';
import { noHeartbeats } from './heartbeats.ts';
import { keepReacting } from './reactor.ts';
import { reactorToken } from './reactor.token.ts';

const org = 'main' as OrgId;
const runnerId = 'r1' as RunnerId;
const admin = 'an admin token of some length';
const now = () => instantOf(Date.now());

const plan = {
  ...{ plan: 'p', title: 'Plan', description: '', repo: 'r', target: 'main', phases: [], followUps: [] },
  roles: { developer: { agent: 'shell' } },
  gates: {},
  defaults: {
    ...{ priority: 'medium', gates: [], approvals: 0, feedbackRounds: 1, maxAttempts: 3 },
    timeoutSeconds: 60,
  },
  tasks: ['t', 'u'].map((id) => ({
    ...{ id, title: id, brief: '', role: 'developer', run: 'make', labels: [], needs: [], after: [] },
    ...{ scope: [`${id}/**`], change: 'required' },
  })),
};

describe('the reactors', () => {
  let shard: TestShard;
  let host: LogHost;
  let servingSince: Instant;
  /** The last heartbeat that named an attempt, as the orchestrator knows it. */
  let heard: Map<string, Instant>;
  let orchestrator: ReturnType<typeof takeCommands>;
  let stop: AbortController;
  let running: Promise<unknown>[];
  const answered: CommandAnswer[] = [];

  beforeEach(async () => {
    shard = await startTestShard();
    host = logHost();
    servingSince = now();
    heard = new Map();
    stop = new AbortController();
    running = [];
    answered.length = 0;
    orchestrator = takeCommands(shard, host, factsFor);
    const send = (command: object) => host.send(org, command as Command, { at: now() });
    send({ type: 'CreateOrg' });
    send({ type: 'RegisterRepo', repoId: 'r', url: '/srv/git/mill.git', defaultBranch: 'main' });
    const offer = { roles: ['*'], agents: ['shell' as AgentName], labels: [], slots: 2 };
    send({ type: 'RegisterRunner', runnerId, version: '0', host: 'mill', ...offer });
    send({ type: 'SubmitPlan', plan });
  });
  afterEach(async () => {
    stop.abort();
    await Promise.all(running);
    orchestrator.stop();
    await shard.stop();
  });

  const factsFor = (command: Command): Facts => ({
    servingSince,
    lastHeartbeatAt: ('attemptId' in command && heard.get(command.attemptId)) || null,
  });

  const claim = (leaseMs: number, slots = 1) =>
    host.send(
      org,
      {
        type: 'ClaimTasks',
        runnerId,
        roles: ['*'],
        agents: ['shell' as AgentName],
        labels: [],
        slots,
        leaseMs,
      },
      { at: now() },
    );

  /** A planner's reactors. */
  function react(): void {
    const heartbeats = noHeartbeats();
    const { broker } = shard;
    const onAnswered = (answers: readonly CommandAnswer[]) => void answered.push(...answers);
    const options = { broker, shard: 'main', heartbeats, signal: stop.signal, scanMs: 20, onAnswered };
    running.push(keepReacting({ ...options, send: commandsOver(broker, { admin }) }));
    running.push(keepHearing(broker, heartbeats, stop.signal));
  }

  const written = (): Event['type'][] =>
    host.log.flatMap(({ commit }) => commit.events.map(({ type }) => type));

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await pause(5);
  }

  async function beat(attemptId: AttemptId): Promise<void> {
    const at = now();
    heard.set(attemptId, at);
    const presence = {
      ...{ kind: 'runner', org, runnerId, version: '0', host: 'mill', lastSeenAt: at, startedAt: at },
      ...{ slots: 2, busy: 1, attempts: [{ attemptId, fence: 1 }], landings: [], load: 0, sandbox: 'L0' },
    } as unknown as RunnerPresence;
    await openPresence(shard.broker).put(`runner.${org}.${runnerId}`, presence);
  }

  it('end the claim of a runner that went silent, once', async () => {
    claim(1000);
    await shard.append(host.log);
    react();
    react(); // a second planner does no harm
    await until(() => written().includes('ClaimExpired'));
    expect(written().filter((type) => type === 'ClaimExpired')).toHaveLength(1);
    expect(host.log.at(-1)?.commit).toMatchObject({
      command: { id: 'expire.p.t.1', type: 'ExpireClaim', actor: 'reactor:planner' },
      events: [{ type: 'ClaimExpired', attemptId: 'p.t.1' }, { type: 'TasksBecameReady' }],
    });
    expect(orchestrator.taken[0]?.token).toBe(reactorToken(admin));
  });

  it('leave a claim alone while its runner names it in heartbeats', async () => {
    claim(1000, 2);
    await shard.append(host.log);
    react();
    while (!written().includes('ClaimExpired')) await beat('p.t.1' as AttemptId); // one of the two that it holds
    const expired = host.log
      .flatMap(({ commit }) => commit.events)
      .filter(({ type }) => type === 'ClaimExpired');
    expect(expired).toMatchObject([{ attemptId: 'p.u.1' }]);
  });

  it('believe the orchestrator when it has heard what they have not', async () => {
    claim(1000);
    await shard.append(host.log);
    servingSince = instantOf(Date.now() + 3_600_000);
    react();
    await until(() => answered.length > 0);
    expect(answered).toMatchObject([{ ok: false, id: 'expire.p.t.1', problem: { code: 'LEASE_ALIVE' } }]);
    servingSince = now();
    await until(() => written().includes('ClaimExpired'));
  });

  it('wake a task when its time has come', async () => {
    claim(60_000);
    const failure = { class: 'crashed', message: 'it crashed', fingerprint: 'x', feedback: null };
    const failed = {
      type: 'FailAttempt',
      attemptId: 'p.t.1',
      fence: 1,
      ...failure,
      salvage: null,
      quotaUntil: null,
    };
    host.send(org, failed as Command, { at: now() });
    const held = host.log.at(-1)!.commit.events.find(({ type }) => type === 'TaskHeld');
    expect(held).toMatchObject({ reason: 'retry' });
    await shard.append(host.log);
    react();
    await until(() => written().includes('TaskReleased'));
    expect(host.log.at(-1)?.commit).toMatchObject({
      command: { type: 'WakeTask', actor: 'reactor:planner' },
      events: [{ type: 'TaskReleased', because: 'time' }],
    });
    expect(host.log.at(-1)!.commit.at >= (held as { until: Instant }).until).toBe(true);
  });

  it('free an account when the time has come that its provider named, though nobody saw it being held', async () => {
    claim(60_000);
    const failure = { class: 'quota', message: 'limit', fingerprint: 'q', feedback: null, salvage: null };
    const quotaUntil = instantOf(Date.now() + 200);
    const failed = { type: 'FailAttempt', attemptId: 'p.t.1', fence: 1, ...failure, quotaUntil };
    host.send(org, failed as Command, { at: now() });
    expect(written().slice(-2)).toEqual(['AccountHeld', 'TaskHeld']);
    await shard.append(host.log);
    react();
    react(); // a second planner does no harm
    await until(() => written().includes('AccountReleased'));
    expect(host.log.at(-1)?.commit).toMatchObject({
      command: { type: 'WakeAccount', actor: 'reactor:planner' },
      events: [
        { type: 'AccountReleased', because: 'time' },
        { type: 'TaskReleased', because: 'time' },
      ],
    });
    expect(host.log.at(-1)!.commit.at >= quotaUntil).toBe(true);
  });

  it('send again what nobody took', async () => {
    orchestrator.stop();
    claim(1000);
    await shard.append(host.log);
    let unanswered = 0;
    const { broker } = shard;
    const options = { broker, shard: 'main', heartbeats: noHeartbeats(), signal: stop.signal, scanMs: 20 };
    const send = commandsOver(broker, { admin });
    running.push(keepReacting({ ...options, send, onUnanswered: () => void unanswered++ }));
    await until(() => unanswered > 0);
    orchestrator = takeCommands(shard, host, factsFor);
    await until(() => written().includes('ClaimExpired'));
  });
});
