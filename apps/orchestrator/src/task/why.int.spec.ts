import { startRunning, type Running } from '../../test/running.ts';
import { ask, planOf, prepared } from '../../test/story.ts';

describe('why a task stands where it stands', () => {
  let running: Running;
  let runner: string;
  beforeAll(async () => {
    running = await startRunning();
    const overlapping = planOf('p', ['a', 'b']).replaceAll(/scope: \["\w+\/\*\*"\]/g, 'scope: ["src/**"]');
    runner = await prepared(running, overlapping);
    await running.post('/tasks/claim', ask(1), { token: runner });
    const beat = { busy: 1, load: 0, sandbox: 'L0', attempts: [], landings: [] };
    await running.post('/runners/r1/heartbeat', beat, { token: runner });
  });
  afterAll(() => running.stop());

  it('is answered with what proves it', async () => {
    const { status, json } = await running.get('/tasks/p.b/why');
    expect([status, json]).toMatchObject([
      200,
      { key: 'p.b', verdict: 'waiting', reasons: [{ kind: 'scope' }] },
    ]);
    expect((await running.get('/tasks/p.a/why')).json).toMatchObject({
      status: 'claimed',
      verdict: 'working',
    });
  });

  it('is answered for the past', async () => {
    const { head } = (await running.get('/events?limit=1')).json;
    const before = (await running.get(`/tasks/p.b/why?at=${head - 1}`)).json;
    expect(before).toMatchObject({
      ...{ key: 'p.b', verdict: 'claimable' },
      asOf: { position: head - 1, commits: head - 1 },
    });
    const now = (await running.get(`/tasks/p.b/why?at=${head}`)).json;
    expect(now).toMatchObject({ verdict: 'waiting' });
  });

  it.each([
    ['/tasks/p.nothing/why', 404, 'TASK_NOT_FOUND'],
    ['/tasks/p.b/why?at=1', 404, 'TASK_NOT_FOUND'],
    ['/tasks/p.b/why?at=1000000', 400, 'QUERY_INVALID'],
    ['/tasks/p.b/why?at=-1', 400, 'QUERY_INVALID'],
  ])('says what is wrong with %s', async (path, status, code) => {
    expect(await running.get(path)).toMatchObject({ status, json: { code } });
  });
});
