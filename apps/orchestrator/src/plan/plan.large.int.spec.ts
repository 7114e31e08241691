import { createHash } from 'node:crypto';
import { startRunning, type Running } from '../../test/running.ts';
import { ask, prepared } from '../../test/story.ts';

const options = {
  ...{ priority: 'medium', gates: [], approvals: 1, feedbackRounds: 2, maxAttempts: 3, timeoutSeconds: 3600 },
};
const roles = { dev: { agent: 'shell' } };
const head = (plan: string) => ({ plan, title: 'A large plan', repo: 'web', roles });
const tasksOf = (count: number, over: (n: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, n) => ({
    ...{ id: `t${n}`, title: `Task ${n}`, role: 'dev', run: 'true', change: 'none', brief: 'x'.repeat(200) },
    ...over(n),
  }));
const textOf = (plan: string, tasks: readonly object[]) => JSON.stringify({ ...head(plan), tasks });
const keyed = (key: string) => ({
  headers: { 'content-type': 'application/json', 'idempotency-key': key },
});

describe('a plan that does not fit one commit', () => {
  let running: Running;
  let token: string;
  beforeAll(async () => {
    running = await startRunning();
    token = await prepared(running);
  });
  afterAll(() => running.stop());

  const headPosition = async () => (await running.get('/events?limit=1')).json.head;

  it('is submitted like any other, once', async () => {
    const text = textOf(
      'large',
      tasksOf(900, (n) => (n % 3 === 2 ? { needs: [`t${n - 1}`] } : {})),
    );
    const first = await running.post('/plans', text, keyed('large-1'));
    expect([first.status, first.json]).toEqual([
      201,
      { planId: 'large', position: expect.any(Number) as number, tasks: 900 },
    ]);
    const head = await headPosition();
    expect((await running.post('/plans', text, keyed('large-1'))).json).toEqual(first.json);
    expect((await running.post('/plans', text, keyed('large-2'))).json.code).toBe('PLAN_EXISTS');
    expect(await headPosition()).toBe(head);
    const { json } = await running.post('/tasks/claim', ask(3), { token });
    expect(json.attempts.map(({ attemptId }) => attemptId.split('.')[0])).toContain('large');
  });

  it('goes on where it was interrupted', async () => {
    const tasks = tasksOf(900);
    const text = textOf('resumed', tasks);
    const digest = createHash('sha256').update(text).digest('hex');
    const drafted = tasks.slice(0, 50).map((task) => ({ ...task, ...options, approvals: 0 }));
    await running.send([
      { command: { type: 'DraftPlan', plan: head('resumed'), digest, tasks: 900 } },
      { command: { type: 'DraftTasks', planId: 'resumed', digest, from: 0, tasks: drafted } },
    ]);
    expect((await running.get('/plans/resumed/draft')).json).toEqual({
      planId: 'resumed',
      tasks: 50,
      of: 900,
    });
    const before = await headPosition();
    const { json } = await running.post('/plans', text, keyed('resumed'));
    expect(json).toMatchObject({ planId: 'resumed', tasks: 900 });
    expect((await running.get('/plans/resumed/draft')).json.code).toBe('DRAFT_NOT_FOUND');
    const [next] = (await running.get(`/events?after=${before}&limit=1`)).json.items;
    expect(next).toMatchObject({ commit: { command: { type: 'DraftTasks', from: 50 } } });
  });

  it('gives way to what is sent instead of it', async () => {
    const digest = 'a'.repeat(64);
    await running.send([{ command: { type: 'DraftPlan', plan: head('other'), digest, tasks: 3 } }]);
    expect((await running.post('/plans', textOf('other', tasksOf(800)), keyed('other'))).status).toBe(201);
  });

  it.each([
    ['with a round', tasksOf(900, (n) => ({ needs: [`t${(n + 1) % 900}`] })), 'CYCLE'],
    ['with an id twice', [...tasksOf(900), ...tasksOf(1)], 'ID_DUPLICATE'],
    ['with a need of nothing', tasksOf(900, (n) => (n === 7 ? { needs: ['nothing'] } : {})), 'TASK_UNKNOWN'],
  ])('%s is refused with its place, and nothing is written', async (_name, tasks, code) => {
    const before = await headPosition();
    const { status, json } = await running.post('/plans', textOf('bad', tasks), keyed('bad'));
    expect([status, json.problems[0]]).toEqual([
      422,
      expect.objectContaining({ code, line: expect.any(Number) as number }),
    ]);
    expect(await headPosition()).toBe(before);
  });

  it('is not read while others are', async () => {
    const text = textOf('many', tasksOf(900));
    const said = await Promise.all(
      Array.from({ length: 6 }, () => running.post('/plans?validate=1', text, keyed('many'))),
    );
    expect(said.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 429]));
  });

  it('of a repository that nobody knows leaves nothing either', async () => {
    const before = await headPosition();
    const text = JSON.stringify({ ...head('lost'), repo: 'nowhere', tasks: tasksOf(900) });
    expect((await running.post('/plans', text, keyed('lost'))).json.code).toBe('REPO_UNKNOWN');
    expect(await headPosition()).toBe(before);
  });
});
