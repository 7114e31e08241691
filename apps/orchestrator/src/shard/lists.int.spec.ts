import { startTestPostgres, type TestPostgres } from '@headrace/readmodel/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { project } from '../../test/projected.ts';
import { startRunning, type Running } from '../../test/running.ts';
import { ask, expectStatus, planOf, prepared, theOnly, worked } from '../../test/story.ts';
import { openapiOf } from '../http/openapi.ts';

describe('lists', () => {
  let postgres: TestPostgres;
  let running: Running;
  let position: number;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    const { url } = await postgres.createTestDatabase();
    running = await startRunning({ DATABASE_URL: url });
    const runner = await prepared(running, planOf('p', ['a', 'b', 'c']));
    const beat = { busy: 1, load: 0, sandbox: 'L0', attempts: [], landings: [] };
    await running.post('/runners/r1/heartbeat', beat, { token: runner });
    const claimed = theOnly((await running.post('/tasks/claim', ask(1), { token: runner })).json.attempts);
    expectStatus(await worked(running, claimed), 200);
    position = await project(running, url);
  });
  afterAll(async () => {
    await running.stop();
    await postgres.stop();
  });

  const idsOf = (items: readonly { taskId: string }[]) => items.map(({ taskId }) => taskId);

  it('are read in pages, filtered', async () => {
    const first = (await running.get('/tasks?limit=2')).json;
    expect([idsOf(first.items), first.position]).toEqual([['a', 'b'], position]);
    const second = (await running.get(`/tasks?limit=2&cursor=${first.next}`)).json;
    expect([idsOf(second.items), second.next]).toEqual([['c'], null]);
    expect(idsOf((await running.get('/tasks?state=reviewing,merging')).json.items)).toEqual(['a']);
    expect(idsOf((await running.get('/tasks?q=task%20B')).json.items)).toEqual(['b']);
    expect((await running.get('/tasks?plan=other')).json.items).toEqual([]);
  });

  it('belong to an org', async () => {
    expect((await running.get('/tasks', { headers: { 'x-org': 'acme' } })).json.items).toEqual([]);
  });

  it('show one thing with all that belongs to it', async () => {
    const { json } = await running.get('/tasks/p.a');
    expect(json).toMatchObject({
      task: { key: 'p.a', state: 'reviewing' },
      attempts: [{ attemptId: 'p.a.1', outcome: 'opened' }],
      gates: [{ gate: 'test', verdict: 'passed' }],
      change: { changeId: 'p.a.1', state: 'reviewing' },
    });
    expect((await running.get('/plans/p')).json).toMatchObject({
      planId: 'p',
      counts: { reviewing: 1, ready: 2 },
      tasks: [{ taskId: 'a' }, { taskId: 'b' }, { taskId: 'c' }],
    });
    expect((await running.get('/changes/p.a.1')).json).toMatchObject({ change: { state: 'reviewing' } });
    expect((await running.get('/runners')).json.items).toMatchObject([{ runnerId: 'r1', alive: true }]);
    expect((await running.get('/inbox')).json.items).toMatchObject([{ kind: 'review', key: 'p.a' }]);
    expect((await running.get('/repos')).json.items).toMatchObject([{ repoId: 'web' }]);
  });

  it.each([
    ['/tasks/p.nothing', 'TASK_NOT_FOUND'],
    ['/plans/nothing', 'PLAN_NOT_FOUND'],
    ['/changes/p.a.9', 'CHANGE_NOT_FOUND'],
    ['/changes/p.a.9/diff', 'CHANGE_NOT_FOUND'],
  ])('say that there is no %s', async (path, code) => {
    expect(await running.get(path)).toMatchObject({ status: 404, json: { code } });
  });

  it('refuse a cursor that is none', async () => {
    expect(await running.get('/tasks?cursor=nonsense')).toMatchObject({ status: 400 });
  });

  it('wait for a position, not for ever', async () => {
    expect((await running.get(`/tasks?after=${position}`)).status).toBe(200);
    const held = (await running.post('/tasks/p.b/hold')).json.position; // nobody projects it
    const late = await running.get(`/tasks?after=${held}`);
    expect([late.status, late.json.code]).toEqual([504, 'POSITION_NOT_REACHED']);
  });

  it('do not wait for what cannot have happened', async () => {
    const { status, json } = await running.get('/tasks?after=1000000');
    expect([status, json.code, json.path]).toEqual([400, 'QUERY_INVALID', 'after']);
  });

  it.each([
    ...['/tasks', '/plans', '/changes', '/runners', '/repos', '/inbox'].map((path) => [path, path] as const),
    ...['/events', '/peers', '/clusters', '/health', '/agents'].map((path) => [path, path] as const),
    ['/tasks/{key}', '/tasks/p.a'],
    ['/plans/{id}', '/plans/p'],
    ['/changes/{id}', '/changes/p.a.1'],
  ] as const)('are as /openapi.json says: %s', async (path, url) => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(answerOf(path));
    validate((await running.get(url)).json);
    expect(validate.errors).toBeNull();
  });

  it('are not there while Postgres is not; commands and claims go on', async () => {
    await postgres.kill();
    const away = await running.get('/tasks');
    expect([away.status, away.json.code]).toEqual([503, 'READ_MODEL_UNAVAILABLE']);
    expect((await running.get('/health')).json).toMatchObject({
      status: 'ok',
      postgres: { connected: false },
    });
    expectStatus(await running.post('/tasks/p.b/hold'), 200);
    expect((await running.post('/tasks/claim', ask(2))).json.attempts).toMatchObject([{ taskId: 'c' }]);
    await postgres.restart();
    expectStatus(await running.get('/tasks'), 200);
  });
});

type Described = {
  paths: Record<
    string,
    { get: { responses: { 200: { content: { 'application/json': { schema: object } } } } } }
  >;
};

const answerOf = (path: string) =>
  (openapiOf('1') as Described).paths[path]!.get.responses[200].content['application/json'].schema;
