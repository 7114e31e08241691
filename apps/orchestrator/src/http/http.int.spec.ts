import { connect } from 'node:net';
import { once } from 'node:events';
import { startRunning, type Running } from '../../test/running.ts';
import { ask, prepared, theOnly } from '../../test/story.ts';
import { routes } from './routes.ts';

describe('the HTTP side', () => {
  let running: Running;
  beforeAll(async () => void (running = await startRunning()));
  afterAll(() => running.stop());

  it('says that it is well, without a token', async () => {
    const { status, json } = await running.get('/health', { token: null });
    expect({ status, json }).toMatchObject({
      status: 200,
      json: {
        status: 'ok',
        nats: { connected: true },
        postgres: { connected: false, cause: 'DATABASE_URL is not set' },
        writer: { role: 'writer', cause: null },
      },
    });
  });

  it('describes itself, without a token', async () => {
    const { status, json } = await running.get('/openapi.json', { token: null });
    expect([status, json.openapi]).toEqual([200, '3.1.0']);
    expect(Object.keys(json.paths)).toContain('/tasks/{key}/why');
  });

  it('serves every route that it describes', async () => {
    const answers = await Promise.all(
      routes.map(async ({ method, path }) => {
        const { json } = await running.ask(method, path.replaceAll(/:\w+/g, '!'), { token: 'wrong' });
        return [`${method} ${path}`, json.code];
      }),
    );
    const open = ['/health', '/openapi.json'];
    for (const [route, code] of answers) {
      if (!open.some((path) => String(route).endsWith(path)))
        expect([route, code]).toEqual([route, 'TOKEN_INVALID']);
    }
  });

  it.each<[string, string, string, object, number, string]>([
    ['no token', 'GET', '/tasks', { token: null }, 401, 'TOKEN_MISSING'],
    ['a wrong token', 'GET', '/tasks', { token: 'x'.repeat(30) }, 401, 'TOKEN_INVALID'],
    ['an unknown address', 'GET', '/nowhere', {}, 404, 'NOT_FOUND'],
    ['a wrong method', 'PATCH', '/plans', { body: {} }, 405, 'METHOD_NOT_ALLOWED'],
    ['what is no id', 'POST', '/tasks/Not.An.Id/hold', { body: {} }, 404, 'NOT_FOUND'],
    ['an unknown id', 'POST', '/tasks/no.such/hold', { body: {} }, 404, 'PLAN_NOT_FOUND'],
    ['what is not JSON', 'POST', '/commands', { body: '{"a":' }, 400, 'JSON_INVALID'],
    ['a wrong body', 'POST', '/commands', { body: [{ command: { type: 'Nonsense' } }] }, 400, 'BODY_INVALID'],
    ['a wrong parameter', 'GET', '/events?limit=x', {}, 400, 'QUERY_INVALID'],
    ['too large a body', 'POST', '/commands', { body: ' '.repeat(2 * 2 ** 20 + 1) }, 413, 'BODY_TOO_LARGE'],
    [
      'a wrong org',
      'POST',
      '/commands',
      { body: [], headers: { 'x-org': 'Not An Org' } },
      400,
      'QUERY_INVALID',
    ],
    ['no Postgres', 'GET', '/tasks', {}, 503, 'READ_MODEL_UNAVAILABLE'],
    [
      'a wrong key',
      'POST',
      '/commands',
      { body: [], headers: { 'idempotency-key': ' ' } },
      400,
      'QUERY_INVALID',
    ],
  ])('has a problem document for %s', async (_, method, path, given, status, code) => {
    const answer = await running.ask(method, path, given);
    expect(answer).toMatchObject({ status, json: { status, code, type: `urn:headrace:${code}` } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.json.hint.length).toBeGreaterThan(10);
    expect(answer.json.correlation).toBe(answer.headers.get('x-correlation-id'));
    expect(JSON.stringify(answer.json)).not.toMatch(/node_modules|\.ts:\d+|\\n +at /);
  });

  it('names the place of each problem of a body', async () => {
    const { json } = await running.post('/commands', [
      { command: { type: 'HoldTask', planId: 'p', taskId: 7 } },
    ]);
    expect(json).toMatchObject({ code: 'BODY_INVALID', path: '[0].command.taskId' });
  });

  it('names the methods of an address', async () => {
    const { headers, json } = await running.ask('PUT', '/tasks', { body: {} });
    expect([headers.get('allow'), json.expected]).toEqual(['GET, POST', 'GET, POST']);
  });

  it('gives the correlation id back', async () => {
    const { headers } = await running.get('/health', { headers: { 'x-correlation-id': 'mine-7' } });
    expect(headers.get('x-correlation-id')).toBe('mine-7');
  });

  it('answers what is not HTTP', async () => {
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    socket.end('nonsense\r\n\r\n');
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(data.toString()).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json/s);
  });
});

describe('an address that keeps asking without a good token', () => {
  let running: Running;
  beforeAll(async () => void (running = await startRunning({ HEADRACE_ANONYMOUS_PER_SECOND: '0.1' })));
  afterAll(() => running.stop());

  it('is told when to come again, and its good tokens are let in', async () => {
    const { json } = await running.post('/tokens', { actor: 'person:ada' });
    expect((await running.get('/events', { token: 'wrong' })).json.code).toBe('TOKEN_INVALID');
    const late = await running.get('/events', { token: 'wrong' });
    expect([late.status, late.json.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await running.get('/health', { token: null })).status).toBe(429);
    expect((await running.get('/events', { token: json.token })).status).toBe(200);
    expect((await running.get('/events')).status).toBe(200);
  });
});

describe('who may do what', () => {
  let running: Running;
  let tokens: Record<string, string>;
  beforeAll(async () => {
    running = await startRunning();
    const runner = await prepared(running);
    const { json } = await running.post('/tasks/claim', ask(1), { token: runner });
    const mint = async (actor: string) => (await running.post('/tokens', { actor })).json.token;
    tokens = {
      runner,
      attempt: theOnly(json.attempts).token,
      person: await mint('person:ada'),
      policy: await mint('policy:auto-approve'),
      reactor: await mint('reactor:planner'),
    };
  });
  afterAll(() => running.stop());

  const offer = { roles: ['*'], agents: ['shell'], labels: [], slots: 1 };
  const cases: [string, string, object | undefined, string[]][] = [
    ['POST', '/tokens', { actor: 'person:eve' }, []],
    ['POST', '/runners', { runnerId: 'r2', version: '1', host: 'h', ...offer }, []],
    ['POST', '/tasks/p.b/hold', {}, ['person']],
    ['POST', '/tasks/claim', { runnerId: 'r1', ...offer }, ['runner']],
    [
      'POST',
      '/runners/r1/heartbeat',
      { busy: 0, load: 0, sandbox: 'L0', attempts: [], landings: [] },
      ['runner'],
    ],
    ['GET', '/events', undefined, ['person', 'policy', 'reactor']],
    ['GET', '/tasks/p.a/why', undefined, ['person', 'policy', 'reactor']],
    ['POST', '/tasks/log', { attemptId: 'p.a.1', fence: 1, firstLine: 0, lines: ['x'] }, ['attempt']],
    ['POST', '/runners/r1/drain', {}, ['person', 'runner']],
  ];
  it.each(cases)('%s %s', async (method, path, body, may) => {
    for (const [name, token] of Object.entries(tokens)) {
      const { status, json } = await running.ask(method, path, { token, ...(body ? { body } : {}) });
      expect([name, may.includes(name) ? status < 300 : json.code]).toEqual([
        name,
        may.includes(name) ? true : 'FORBIDDEN',
      ]);
    }
  });

  it('binds a runner to itself', async () => {
    const { json } = await running.post('/runners/r9/drain', {}, { token: tokens['runner']! });
    expect(json.code).toBe('FORBIDDEN');
    const claim = await running.post(
      '/tasks/claim',
      { runnerId: 'r9', ...offer },
      { token: tokens['runner']! },
    );
    expect(claim.json.code).toBe('FORBIDDEN');
  });

  it('does not let a runner or an attempt approve', async () => {
    const review = { type: 'ReviewChange', changeId: 'p.a.1', head: '2'.repeat(40), verdict: 'approve' };
    for (const name of ['runner', 'attempt', 'reactor']) {
      const [answer] = await running.send([{ command: review }], { token: tokens[name]! });
      expect(answer).toMatchObject({ ok: false, problem: { code: 'FORBIDDEN' } });
    }
  });

  it('keeps a token in its org', async () => {
    const token = tokens['person']!;
    const { json } = await running.get('/events', { token, headers: { 'x-org': 'other' } });
    expect(json.items[0]?.commit.org).toBe('main');
    const other = await running.get('/events', { headers: { 'x-org': 'other' } });
    expect(other.json.items).toEqual([]);
  });

  it('ends with its time', async () => {
    const { json } = await running.post('/tokens', { actor: 'person:brief', ttlSeconds: 1 });
    const claims = JSON.parse(Buffer.from(json.token.split('.')[1]!, 'base64url').toString()) as {
      exp: number;
    };
    expect(claims.exp * 1000 - Date.now()).toBeLessThanOrEqual(1000);
  });
});
