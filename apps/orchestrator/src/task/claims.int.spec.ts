import type { Commit } from '@headrace/events';
import { startRunning, type Running } from '../../test/running.ts';
import type { Reply } from '../../test/speak.ts';
import { ask, expectStatus, planOf, prepared, registered, theOnly, yaml } from '../../test/story.ts';

/** Resolves when so many long polls wait. */
async function waiting(running: Running, count: number): Promise<void> {
  while (running.parts.rooms[0]!.size() !== count) await new Promise((resolve) => setImmediate(resolve));
}

const taskIds = ({ json }: Reply) => json.attempts.map(({ taskId }) => taskId);

describe('claiming tasks', () => {
  let running: Running;
  let runner: string;
  beforeEach(async () => {
    running = await startRunning();
    runner = await prepared(running, planOf('p', ['a']));
    await running.post('/tasks/p.a/hold');
  });
  afterEach(() => running.stop());

  const claim = (slots: number, waitMs: number, headers = {}, signal?: AbortSignal) =>
    running.post('/tasks/claim', ask(slots, waitMs), {
      token: runner,
      headers,
      ...(signal ? { signal } : {}),
    });

  it('answers with nothing when there is nothing', async () => {
    expect(taskIds(await claim(1, 0))).toEqual([]);
    expect(taskIds(await claim(1, 30))).toEqual([]);
  });

  it('waits for the first offer', async () => {
    const waits = claim(1, 60_000);
    await waiting(running, 1);
    await running.post('/tasks/p.a/release');
    expect(taskIds(await waits)).toEqual(['a']);
  });

  it('is recorded together with what makes it possible', async () => {
    const waits = claim(1, 60_000);
    await waiting(running, 1);
    await running.post('/tasks/p.a/release');
    await waits;
    const { head } = (await running.get('/events?limit=1')).json;
    const { items } = (await running.get(`/events?after=${head - 1}`)).json;
    const types = items.flatMap(({ commit }: { commit: Commit }) => commit.events.map(({ type }) => type));
    expect(types).toEqual(expect.arrayContaining(['TaskReleased', 'TaskClaimed']));
  });

  it('gives one task to one of many that wait, who came first', async () => {
    const tokens = await Promise.all(['r2', 'r3'].map((id) => registered(running, id)));
    const first = claim(1, 60_000);
    await waiting(running, 1);
    const others = ['r2', 'r3'].map((id, i) =>
      running.post('/tasks/claim', ask(1, 60_000, id), { token: tokens[i]! }),
    );
    await waiting(running, 3);
    await running.post('/tasks/p.a/release');
    expect(taskIds(await first)).toEqual(['a']);
    await waiting(running, 2);
    expectStatus(await running.post('/plans', planOf('q', ['x', 'y']), yaml), 201);
    expect((await Promise.all(others)).map(taskIds)).toEqual([['x'], ['y']]);
  });

  it('spreads many tasks over all that wait, also over those with few slots', async () => {
    const tokens = await Promise.all(['r2', 'r3'].map((id) => registered(running, id)));
    const all = [
      claim(4, 60_000),
      ...['r2', 'r3'].map((id, i) => running.post('/tasks/claim', ask(4, 60_000, id), { token: tokens[i]! })),
    ];
    await waiting(running, 3);
    expectStatus(await running.post('/plans', planOf('q', ['u', 'v', 'w', 'x', 'y', 'z']), yaml), 201);
    expect((await Promise.all(all)).map((reply) => taskIds(reply).length)).toEqual([2, 2, 2]);
  });

  it('gives nothing beyond the slots that a runner has registered', async () => {
    await running.post('/plans', planOf('q', ['u', 'v', 'w', 'x', 'y', 'z']), yaml);
    expect(taskIds(await claim(6, 0))).toHaveLength(4);
    expect(taskIds(await claim(2, 30))).toEqual([]);
  });

  it('fills the slots from several plans', async () => {
    await running.post('/plans', planOf('q', ['x', 'y', 'z']), yaml);
    await running.post('/plans', planOf('r', ['u']), yaml);
    const { json } = await claim(4, 0);
    expect(json.attempts.map(({ attemptId }) => attemptId)).toEqual(['q.x.1', 'q.y.1', 'q.z.1', 'r.u.1']);
  });

  it('gives the same attempts again when the answer was lost', async () => {
    await running.post('/tasks/p.a/release');
    const once = await claim(2, 0, { 'idempotency-key': 'poll-7' });
    const again = await claim(2, 0, { 'idempotency-key': 'poll-7' });
    expect(taskIds(again)).toEqual(['a']);
    expect(again.json.attempts[0]?.attemptId).toBe(once.json.attempts[0]?.attemptId);
    expect(taskIds(await claim(2, 0))).toEqual([]);
  });

  it('claims nothing for one who went away while waiting', async () => {
    const leaving = new AbortController();
    const waits = claim(1, 60_000, {}, leaving.signal).catch(() => 'gone');
    await waiting(running, 1);
    leaving.abort();
    expect(await waits).toBe('gone');
    await waiting(running, 0);
    await running.post('/tasks/p.a/release');
    expect(taskIds(await claim(1, 0))).toEqual(['a']);
  });

  it('tells a waiting runner that it drains', async () => {
    const waits = claim(1, 60_000);
    await waiting(running, 1);
    await running.post('/runners/r1/drain');
    expect((await waits).json.code).toBe('RUNNER_DRAINING');
  });

  it('refuses a runner that nobody registered', async () => {
    const { status, json } = await running.post('/tasks/claim', ask(1, 0, 'r9'));
    expect([status, json.code]).toEqual([404, 'RUNNER_NOT_FOUND']);
  });

  it('carries the whole of a long brief, and what earlier attempts said', async () => {
    const brief = 'long '.repeat(2000).trim();
    const plan = { ...planDocument, tasks: [{ id: 'long', title: 'Long', role: 'dev', run: 'true', brief }] };
    expectStatus(await running.post('/plans', plan), 201);
    const first = theOnly((await claim(1, 0)).json.attempts);
    expect(first.brief).toBe(brief);
    const { attemptId, fence, token } = first;
    const failure = { type: 'FailAttempt', attemptId, fence, class: 'gate', message: 'm', fingerprint: 'f' };
    expectStatus(
      await running.post('/tasks/update', { command: { ...failure, feedback: 'Mind the gap' } }, { token }),
      200,
    );
    const second = theOnly((await claim(1, 60_000)).json.attempts);
    expect([second.attemptId, second.feedback]).toEqual(['long.long.2', ['Mind the gap']]);
  });

  it('lets all go home when it stops', async () => {
    const waits = claim(1, 60_000);
    await waiting(running, 1);
    await running.stopOrchestrator();
    expect(taskIds(await waits)).toEqual([]);
  });
});

const planDocument = { plan: 'long', title: 'Long', repo: 'web', roles: { dev: { agent: 'shell' } } };
