import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { startRunning, type Running } from '../../test/running.ts';
import { bareRepository, planOf, prepared, yaml } from '../../test/story.ts';

const aNumber: unknown = expect.any(Number);

describe('plans', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startRunning();
    await prepared(running);
  });
  afterAll(() => running.stop());

  const headOf = async () => (await running.get('/events?limit=1')).json.head;

  it('are submitted as YAML and as JSON', async () => {
    const { status, json } = await running.post('/plans', planOf('one', ['x', 'y']), yaml);
    expect([status, json]).toEqual([201, { planId: 'one', position: aNumber, tasks: 2 }]);
    const document = { plan: 'two', title: 't', repo: 'web', roles: { dev: { agent: 'shell' } } };
    const tasks = [{ id: 'x', title: 'x', role: 'dev', run: 'true' }];
    expect((await running.post('/plans', { ...document, tasks })).json).toMatchObject({
      planId: 'two',
      tasks: 1,
    });
  });

  it('are only checked when that is asked for', async () => {
    const before = await headOf();
    const checks = ['/plans?validate=1', '/plans/validate'];
    for (const path of checks) {
      const { status, json } = await running.post(path, planOf('three', ['x']), yaml);
      expect([status, json]).toEqual([200, { planId: 'three', position: null, tasks: 1 }]);
    }
    expect(await headOf()).toBe(before);
  });

  it('have all their problems at once, each with its place, and nothing is submitted', async () => {
    const before = await headOf();
    const text = planOf('bad', ['x'])
      .replace('role: dev', 'role: nobody')
      .replace('gates: [test]', 'gates: [tset]')
      .replace('title: A plan', 'titel: A plan');
    const { status, json } = await running.post('/plans?file=bad.yaml', text, yaml);
    expect([status, json.code]).toEqual([422, 'PLAN_INVALID']);
    expect(json.problems.map(({ code }) => code)).toEqual(expect.arrayContaining(['KEY_UNKNOWN']));
    for (const problem of json.problems) expect(problem).toMatchObject({ file: 'bad.yaml', line: aNumber });
    expect(await headOf()).toBe(before);
  });

  it('that are no YAML are told where', async () => {
    const { json } = await running.post('/plans', 'plan: "open\n', yaml);
    expect(json.problems[0]).toMatchObject({ code: 'YAML_INVALID', line: aNumber });
    expect((await running.post('/plans', '', yaml)).json.problems[0]?.code).toBe('PLAN_EMPTY');
  });

  it('that are large are read apart, with the same result', async () => {
    const tasks = Array.from({ length: 600 }, (_, n) => `task-${n}`);
    const { json } = await running.post(
      '/plans/validate',
      `${planOf('large', tasks)}\n# ${'x'.repeat(40_000)}`,
      yaml,
    );
    expect(json).toEqual({ planId: 'large', position: null, tasks: 600 });
    const bad = await running.post('/plans/validate', `${planOf('large', [...tasks, 'task-1'])}`, yaml);
    expect(bad.json.problems[0]).toMatchObject({ code: 'ID_DUPLICATE', line: aNumber });
  });

  it('that are too large are refused', async () => {
    const over = await running.post('/plans', '#'.repeat(32 * 2 ** 20 + 1), yaml);
    expect([over.status, over.json.code]).toEqual([413, 'PLAN_TOO_LARGE']);
    const far = await running.post('/plans', '#'.repeat(41 * 2 ** 20), yaml);
    expect([far.status, far.json.code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('are submitted once', async () => {
    const { status, json } = await running.post('/plans', planOf('p', ['x']), yaml);
    expect([status, json.code]).toEqual([409, 'PLAN_EXISTS']);
    const again = { headers: { ...yaml.headers, 'idempotency-key': 'submit-7' } };
    const first = await running.post('/plans', planOf('seven', ['x']), again);
    expect((await running.post('/plans', planOf('seven', ['x']), again)).json).toEqual(first.json);
  });

  it('are paused, resumed and cancelled', async () => {
    await running.post('/plans', planOf('control', ['x']), yaml);
    const events = async (verb: string, body = {}) =>
      (await running.post(`/plans/control/${verb}`, body)).json.events;
    expect(await events('pause', { reason: 'lunch' })).toEqual(['PlanPaused']);
    expect(await events('pause')).toEqual([]);
    expect(await events('resume')).toEqual(['PlanResumed']);
    expect(await events('cancel')).toContain('PlanCancelled');
    expect((await running.post('/plans/nowhere/pause')).json.code).toBe('PLAN_NOT_FOUND');
  });

  it('of one task are made by /schedule', async () => {
    const request = { title: 'Say hello', repo: 'web', run: 'echo hello' };
    const { status, json } = await running.post('/schedule', request);
    expect([status, json.key]).toEqual([201, `${json.planId}.say-hello`]);
    expect((await running.post('/tasks', { ...request, repo: 'nowhere' })).json.code).toBe('REPO_UNKNOWN');
    expect((await running.post('/tasks', { title: 'x', repo: 'web' })).json.problems[0]?.code).toBe(
      'RUN_MISSING',
    );
  });
});

describe('repositories', () => {
  let running: Running;
  beforeAll(async () => void (running = await startRunning()));
  afterAll(() => running.stop());

  const register = (url: string, defaultBranch = 'main') =>
    running.post('/repos', { repoId: 'r', url, defaultBranch });

  it.each([
    ['/nowhere/at/all', 'REPO_UNREACHABLE'],
    ['/tmp', 'REPO_UNREACHABLE'],
    ['https://user:secret@localhost/r.git', 'REPO_URL_INVALID'],
    ['ext::sh -c id', 'REPO_URL_INVALID'],
    ['--upload-pack=id', 'REPO_URL_INVALID'],
    ['relative/path', 'REPO_URL_INVALID'],
  ])('that git cannot read are refused: %s', async (url, code) => {
    const { status, json } = await register(url);
    expect([status, json.code]).toEqual([422, code]);
    expect(JSON.stringify(json)).not.toContain('secret');
  });

  it('have to have the branch', async () => {
    const url = await bareRepository(running);
    expect((await register(url, 'trunk')).json).toMatchObject({ code: 'BRANCH_UNKNOWN', expected: 'main' });
    const registered = await register(url);
    expect([registered.status, registered.json.events]).toEqual([201, ['RepoRegistered']]);
    expect((await register(url)).json.events).toEqual([]);
    expect((await register(await bareRepository(running))).json.code).toBe('REPO_EXISTS');
  });

  it('must not be where somebody works, unless their files are to follow', async () => {
    const working = join(dirname(await bareRepository(running)), 'work');
    const registered = () => running.post('/repos', { repoId: 'working', url: working });
    expect((await registered()).json).toMatchObject({ status: 422, code: 'REPO_CHECKED_OUT' });
    const follow = ['config', 'receive.denyCurrentBranch', 'updateInstead'];
    execFileSync('git', ['-C', working, ...follow]);
    expect((await registered()).status).toBe(201);
  });
});
