import {
  codeIn,
  faultsIn,
  nearly,
  seed,
  sendRaw,
  type RawAnswer,
  type RawRequest,
} from '@headrace/events/testing';
import { startTestPostgres, type TestPostgres } from '@headrace/readmodel/testing';
import fc from 'fast-check';
import { parse } from 'node:querystring';
import { project } from '../../test/projected.ts';
import { startRunning, type Running } from '../../test/running.ts';
import { ADMIN } from '../../test/speak.ts';
import { ask, prepared, theOnly } from '../../test/story.ts';
import { openapiOf } from './openapi.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

/** Raise it to look for what these do not find. */
const RUNS = Number(process.env['TEST_RUNS'] ?? 40);

const KNOWN = [
  ...['p', 'a', 'b', 'p.a', 'p.b', 'p.a.1', 'p.a.2', 'r1', 'web', 'main', 'dev', 'test', 'shell'],
  ...['1'.repeat(40), 'f'.repeat(64), '2026-01-01T00:00:00.000Z', 'person:eve', 'src/**', '/nowhere.git'],
  ...['["x","y"]', '["x\\u0000",1]', '["x",1e300]', '[[]]'].map((text) =>
    Buffer.from(text).toString('base64url'),
  ),
];

const BAD_IDS = [
  ...[
    '%00',
    'a%00b',
    '..',
    '%2e%2e',
    '..%2f..',
    'a%2Fb',
    '%5c',
    'A',
    '-a',
    '__proto__',
    'constructor',
    '%20',
  ],
  ...['%zz', '%', '%ff', 'ö'.normalize('NFD').replace(/[^ -~]/g, '%CC%88'), 'g'.repeat(64), 'x'.repeat(900)],
];

const BAD_TOKENS = [
  ['', 'TOKEN_MISSING'],
  ['wrong', 'TOKEN_INVALID'],
  [`${ADMIN} `.repeat(2), 'TOKEN_INVALID'],
  ['hr1.eyJhY3RvciI6ImFkbWluOmxvY2FsIn0.AAAA', 'TOKEN_INVALID'],
  ['x'.repeat(9000), 'TOKEN_INVALID'],
] as const;

type Parameter = { name: string; in: 'path' | 'query'; schema: object };
type Operation = { parameters: Parameter[]; requestBody?: { content: Record<string, { schema: object }> } };
const { paths } = openapiOf('0') as { paths: Record<string, Record<string, Operation>> };

const operationOf = ({ method, path }: Route): Operation =>
  paths[path.replaceAll(/:(\w+)/g, '{$1}')]![method.toLowerCase()]!;
const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
const every = routes.map((route) => [nameOf(route), route] as const);
const closed = every.filter(([, { access }]) => access !== 'open');
const withBody = every.filter(([, { method }]) => method !== 'GET');
const withJson = withBody.filter(([, { bodyKind }]) => bodyKind === 'json');

/** An address of a route that names something there, or nothing. */
const pathOf = ({ path }: Route, ids: Readonly<Record<string, string>> = {}): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? standIn(path, name));

function standIn(path: string, name: string): string {
  if (name === 'sha256') return 'a'.repeat(64);
  if (name === 'key') return 'p.nowhere';
  if (name === 'phase') return 'nowhere';
  return path.startsWith('/changes') ? 'p.nowhere.1' : 'nowhere';
}

describe(`whatever a client sends (TEST_SEED=${seed})`, () => {
  let postgres: TestPostgres;
  let running: Running;
  let tokens: Record<'runner' | 'attempt' | 'person' | 'stranger', string>;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const { url } = await postgres.createTestDatabase();
    running = await startRunning({ DATABASE_URL: url, HEADRACE_ANONYMOUS_PER_SECOND: '0' });
    const runner = await prepared(running);
    const { json } = await running.post('/tasks/claim', ask(1), { token: runner });
    const mint = async (actor: string, org: string) =>
      (await running.post('/tokens', { actor }, { headers: { 'x-org': org } })).json.token;
    tokens = {
      runner,
      attempt: theOnly(json.attempts).token,
      person: await mint('person:ada', 'main'),
      stranger: await mint('person:eve', 'elsewhere'),
    };
    await project(running, url);
  });
  afterAll(async () => {
    const { status, json } = await running.get('/health');
    expect([status, json.status]).toEqual([200, 'ok']);
    await running.stop();
    await postgres.stop();
  });

  /** The answer, after a look at what no answer may have. */
  const send = async (request: RawRequest, token: string | null = ADMIN): Promise<RawAnswer> => {
    const headers = { ...(token === null ? {} : { 'x-auth-token': token }), ...request.headers };
    const answer = await sendRaw(running.url, { ...request, headers });
    const faults = faultsIn(answer, [ADMIN, ...(token && token.length > 20 ? [token] : [])]);
    if (faults.length > 0)
      throw new Error(`${faults.join('; ')}\n${JSON.stringify(request).slice(0, 2000)}\n${answer.text}`);
    return answer;
  };
  const answered = (answer: RawAnswer) => `${answer.status} ${codeIn(answer)}`;

  it.each(closed)('%s: who may not ask', async (_, route) => {
    const request = {
      method: route.method,
      path: pathOf(route),
      ...(route.method === 'GET' ? {} : { body: '{' }),
    };
    expect(answered(await send(request, null))).toBe('401 TOKEN_MISSING');
    for (const [token, code] of BAD_TOKENS)
      expect([token, answered(await send(request, token))]).toEqual([token, `401 ${code}`]);
    for (const kind of ['runner', 'attempt', 'person'] as const)
      if (!route.access.includes(kind))
        expect([kind, answered(await send(request, tokens[kind]))]).toEqual([kind, '403 FORBIDDEN']);
  });

  it.each(every)('%s: a wrong method', async (_, route) => {
    for (const method of ['DELETE', 'PATCH', 'PUT', 'POST', 'OPTIONS', 'TRACE']) {
      const path = pathOf(route);
      if (routes.some((each) => each.method === method && fits(each, path))) continue;
      expect([method, (await send({ method, path })).status]).toEqual([method, 405]);
    }
  });

  it.each(every.filter(([, { path }]) => path.includes(':')))('%s: what is no id', async (_, route) => {
    const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
    for (const name of names)
      for (const bad of BAD_IDS) {
        const { method } = route;
        const path = pathOf(route, { [name]: bad });
        // whatever a runner calls its account is one; there is no list in which it could be missing
        const expected = name === 'account' ? [400, 404, 409, 414] : [400, 404, 414];
        expect([path, expected.includes((await send({ method, path })).status)]).toEqual([path, true]);
      }
  });

  it.each(['/events', '/tasks/p.a/logs', '/tasks/p.a/logs?follow=1'])(
    '%s: what is no place in a stream',
    async (path) => {
      for (const id of ['x', '-1', '1.5', '1e3', 'NaN', '9'.repeat(16), '1, 2', '0x10']) {
        const headers = { accept: 'text/event-stream', 'last-event-id': id };
        expect([id, answered(await send({ method: 'GET', path, headers }))]).toEqual([
          id,
          '400 QUERY_INVALID',
        ]);
      }
    },
  );

  it('deeply nested JSON', async () => {
    const depth = 30_000; // more than any stack has room for
    for (const body of [
      '['.repeat(depth),
      '['.repeat(depth) + ']'.repeat(depth),
      '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
    ])
      for (const path of ['/commands', '/plans', '/plans/validate', '/tasks/log', '/schedule', '/runners'])
        expect((await send({ method: 'POST', path, body })).status).toBeGreaterThanOrEqual(400);
  });

  it.each(withBody)('%s: a body over its limit, told before it is read', async (_, route) => {
    const headers = { 'content-length': String(route.maxBytes + 1), 'content-type': 'application/json' };
    const { method } = route;
    expect(answered(await send({ method, path: pathOf(route), headers, body: '{' }))).toBe(
      '413 BODY_TOO_LARGE',
    );
  });

  it.each(withJson)('%s: what is not JSON', async (_, route) => {
    for (const body of ['{', '[1,]', 'null null', '\0', '{"a":NaN}', Buffer.from([0xff, 0xfe])]) {
      const answer = await send({ method: route.method, path: pathOf(route), body });
      expect([body, answered(answer)]).toEqual([body, '400 JSON_INVALID']);
    }
  });

  it.each(withBody)('%s: a wrong content type', async (_, route) => {
    for (const type of [
      'text/html',
      'x',
      'application/json; charset=klingon',
      ';;',
      'multipart/form-data; boundary=x',
    ]) {
      const answer = await send({
        method: route.method,
        path: pathOf(route),
        body: '{',
        headers: { 'content-type': type },
      });
      expect([type, answer.status >= 400]).toEqual([type, true]);
    }
  });

  it.each(every)('%s: a query that does not fit', async (_, route) => {
    const { parameters } = operationOf(route);
    const fields = parameters.filter((each) => each.in === 'query');
    if (fields.length === 0) return;
    const values = fields.map(({ name, schema }) =>
      nearly(schema, KNOWN).map((value) => `${name}=${encodeURIComponent(textOf(value))}`),
    );
    const property = fc.asyncProperty(
      fc.subarray(
        values.map((_, i) => i),
        { minLength: 1 },
      ),
      fc.tuple(...values),
      async (chosen, all) => {
        const query = chosen.map((i) => all[i]).join('&');
        const body = route.method === 'GET' ? {} : { body: '{' };
        const answer = await send({
          method: route.method,
          path: `${pathOf(route, { key: 'p.a', id: route.path.startsWith('/changes') ? 'p.a.1' : 'p' })}?${query}`,
          ...body,
        });
        const given = { ...parse(query) };
        if (!route.query.safeParse(given).success) expect(answered(answer)).toBe('400 QUERY_INVALID');
      },
    );
    await fc.assert(property, { seed, numRuns: RUNS });
  });

  it.each(withJson)('%s: a body that does not fit', async (_, route) => {
    const schema = operationOf(route).requestBody!.content['application/json']!.schema;
    const bodies = nearly(schema, KNOWN).map((body) => withoutWaiting(body));
    const property = fc.asyncProperty(bodies, fc.constantFrom('a', 'b', 'nowhere'), async (body, task) => {
      const ids = { key: `p.${task}`, id: route.path.startsWith('/changes') ? 'p.a.1' : task };
      const answer = await send({
        method: route.method,
        path: pathOf(route, ids),
        body: JSON.stringify(body),
      });
      if (!route.body.safeParse(body).success) expect(answered(answer)).toBe('400 BODY_INVALID');
      if (route.path === '/commands' && answer.status === 200) expect(answer.text).not.toContain('INTERNAL');
    });
    await fc.assert(property, { seed, numRuns: RUNS });
  });
});

const fits = ({ path }: Route, given: string): boolean =>
  new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+').replaceAll('.', '\\.')}$`).test(given);

/** A claim that waits is right, and too long for a test. */
const withoutWaiting = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'waitMs' in body && Number(body.waitMs) > 0
    ? { ...body, waitMs: 0 }
    : body;

const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\p{Surrogate}/gu, '?');
