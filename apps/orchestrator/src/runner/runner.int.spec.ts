import { startRunning, type Running } from '../../test/running.ts';
import { ask, expectStatus, prepared, sha, theOnly } from '../../test/story.ts';

describe('a runner', () => {
  let running: Running;
  let token: string;
  beforeEach(async () => {
    running = await startRunning({ HEADRACE_LEASE_MS: '1000' });
    token = await prepared(running);
  });
  afterEach(() => running.stop());

  const beat = (attempts: object[] = [], landings: object[] = []) =>
    running.post(
      '/runners/r1/heartbeat',
      { busy: 0, load: 0.5, sandbox: 'L0', attempts, landings },
      { token },
    );
  const claim = async () => theOnly((await running.post('/tasks/claim', ask(1), { token })).json.attempts);
  const expire = async (attemptId: string, fence: number) =>
    theOnly(await running.send([{ command: { type: 'ExpireClaim', attemptId, fence } }]));

  it('is told its pace when it registers', async () => {
    const offer = { roles: ['*'], agents: ['shell'], labels: [], slots: 1 };
    const { json } = await running.post('/runners', { runnerId: 'r2', version: '1', host: 'h', ...offer });
    expect(json).toMatchObject({ runnerId: 'r2', org: 'main', leaseMs: 1000, heartbeatMs: 333 });
  });

  it('hears nothing while all is well', async () => {
    const { attemptId, fence } = await claim();
    expect((await beat([{ attemptId, fence }])).json).toEqual({ control: [] });
  });

  it('keeps its claim alive, and loses it when it is silent', async () => {
    const { attemptId, fence } = await claim();
    expect((await expire(attemptId, fence)).problem.code).toBe('LEASE_ALIVE');
    let answer = await expire(attemptId, fence);
    while (!answer.ok) answer = await expire(attemptId, fence);
    expect(answer.events).toEqual(['ClaimExpired', 'TasksBecameReady']);
    expect((await beat([{ attemptId, fence }])).json.control).toEqual([
      { kind: 'cancel', attemptId, fence, reason: 'its lease was lost' },
    ]);
    const late = { type: 'StartAttempt', attemptId, fence, base: sha('1'), branch: 'b' };
    const refused = await running.post('/tasks/update', { command: late }, { token: (await claim()).token });
    expect(refused.json.code).toBe('FORBIDDEN');
  });

  it('hears of a cancel at once, and with each heartbeat until it has stopped', async () => {
    const { attemptId, fence } = await claim();
    const over = new AbortController();
    const heard = (async () => {
      for await (const { data } of running.frames('/runners/r1/control', { token, signal: over.signal }))
        return data;
      return null;
    })();
    await running.post('/tasks/p.a/cancel');
    const cancel = { kind: 'cancel', attemptId, fence, reason: 'it was cancelled' };
    expect(await heard).toEqual(cancel);
    over.abort();
    for (const _ of [1, 2]) expect((await beat([{ attemptId, fence }])).json.control).toEqual([cancel]);
    expect((await beat()).json.control).toEqual([]);
  });

  it('hears at once that everything is stopped, and says what it kept', async () => {
    const { attemptId, fence, token: own } = await claim();
    const over = new AbortController();
    const frames = running.frames('/runners/r1/control', { token, signal: over.signal });
    const heard = frames.next();
    expect((await running.post('/org/stop', { reason: 'fire', graceMs: 0 })).json.events).toEqual([
      'OrgStopped',
      'AttemptsStopped',
      'TasksBecameReady',
    ]);
    const cancel = { kind: 'cancel', attemptId, fence, reason: 'it was cancelled', graceMs: 0 };
    expect((await heard).value).toMatchObject({ data: cancel });
    over.abort();
    const salvage = { ref: 'refs/headrace/salvage/p/a.1', sha: sha('1'), pushed: true };
    const command = { type: 'ReportSalvage', attemptId, fence, salvage };
    const kept = await running.post('/tasks/update', { command }, { token: own });
    expect(kept.json.events).toEqual(['WorkSaved']);
    expect((await running.post('/tasks/claim', ask(1), { token })).json.attempts).toEqual([]);
    expect((await running.get('/org')).json).toMatchObject({ stopped: { reason: 'fire' }, attempts: 0 });
    await running.post('/org/start');
    expect(await claim()).toMatchObject({ fence: fence + 1 });
  });

  it('hears that it drains', async () => {
    await running.post('/runners/r1/drain', {}, { token });
    expect((await beat()).json.control).toEqual([{ kind: 'drain' }]);
  });

  it('is a peer, and counts in its cluster', async () => {
    await beat();
    const { peers } = (await running.get('/peers')).json;
    expect(peers).toMatchObject([
      { kind: 'orchestrator', role: 'writer', address: running.url },
      { kind: 'runner', id: 'r1', role: 'runner of main' },
    ]);
    const { clusters } = (await running.get('/clusters')).json;
    expect(clusters).toMatchObject([
      { org: 'main', slots: { total: 4, busy: 0 }, load: 0.5, runners: [{ runnerId: 'r1' }] },
    ]);
  });

  it('stands on streams whose figures are those of the broker', async () => {
    const { broker } = (await running.get('/clusters')).json.clusters[0] as { broker: BrokerFigures };
    const { head } = (await running.get('/events?limit=1')).json;
    const [events, ...others] = broker.streams;
    expect(events).toMatchObject({
      name: 'HEADRACE_EVENTS_main',
      messages: head,
      position: head,
      replicas: 1,
    });
    expect(others.map(({ name }) => name)).toEqual([
      'HEADRACE_LOGS',
      'OBJ_HEADRACE_EVIDENCE',
      'KV_HEADRACE_PRESENCE',
      'KV_HEADRACE_CONTROL',
    ]);
    expect(others[0]).toMatchObject({ maxAgeMs: 30 * 24 * 3_600_000, maxBytes: null });
    expect(broker.bytes).toBeGreaterThanOrEqual(events!.bytes);
    expect(broker.maxPayload).toBe(2 ** 20);
  });

  it('has its attempts under /agents', async () => {
    const { attemptId } = await claim();
    const { items } = (await running.get('/agents')).json;
    expect(items).toMatchObject([
      { attemptId, runnerId: 'r1', agent: 'shell', role: 'dev', state: 'claimed' },
    ]);
  });

  it('has to be known', async () => {
    const body = { busy: 0, load: 0, sandbox: 'L0', attempts: [], landings: [] };
    expect((await running.post('/runners/r9/heartbeat', body)).json.code).toBe('RUNNER_NOT_FOUND');
    expect((await running.get('/runners/r9/control')).json.code).toBe('RUNNER_NOT_FOUND');
  });

  it('starts its lease anew when the orchestrator does', async () => {
    const { attemptId, fence } = await claim();
    await running.stopOrchestrator();
    const next = await running.another({ HEADRACE_LEASE_MS: '60000' });
    const command = { type: 'ExpireClaim', attemptId, fence };
    const [answer] = await next.send([{ command }]);
    expect(answer?.problem.code).toBe('LEASE_ALIVE');
    expectStatus(
      await next.post('/runners/r1/heartbeat', { ...heart, attempts: [{ attemptId, fence }] }, { token }),
      200,
    );
    await next.stop();
  });
});

type BrokerFigures = {
  readonly bytes: number;
  readonly maxPayload: number;
  readonly streams: readonly { readonly name: string; readonly bytes: number }[];
};

const heart = { busy: 0, load: 0, sandbox: 'L0', landings: [] };
