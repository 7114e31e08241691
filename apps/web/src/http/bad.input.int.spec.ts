import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandRequest, type OrgId } from '@headrace/events';
import {
  codeIn,
  faultsIn,
  nearly,
  seed,
  sendRaw,
  wrong,
  type RawAnswer,
  type RawRequest,
} from '@headrace/events/testing';
import fc from 'fast-check';
import { z } from 'zod';
import { worldStory } from '../../client/src/testing/world.story.ts';
import { startStage, TOKEN, type Stage } from '../../test/stage.ts';
import type { Served } from './server.ts';

/** Raise it to look for what these do not find. */
const RUNS = Number(process.env['TEST_RUNS'] ?? 25);

const OPEN = ['GET /api/health', 'POST /api/session'];
const PARAMETERS = ['after', 'before', 'limit', 'key', 'attempt', 'from', 'cursor', 'state', 'plan', 'at'];
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
  ...['%zz', '%', '%ff', 'g'.repeat(64), 'x'.repeat(900), '-1', '1e999', 'NaN', '9'.repeat(30)],
];

describe(`whatever a client sends to the web server (TEST_SEED=${seed})`, () => {
  let stage: Stage;
  let orchestrator: Server;
  let served: readonly Served[];

  beforeAll(async () => {
    orchestrator = createServer(
      (_, response) => void response.setHeader('content-type', 'application/json').end('[]'),
    );
    await new Promise<void>((resolve) => orchestrator.listen(0, '127.0.0.1', resolve));
    const { port } = orchestrator.address() as AddressInfo;
    stage = await startStage('acme' as OrgId, {
      HEADRACE_URL: `http://127.0.0.1:${port}`,
      HEADRACE_ANONYMOUS_PER_SECOND: '0',
    });
    await stage.happens(worldStory());
    await stage.projects();
    served = stage.served.filter(({ method, path }) => path.startsWith('/api/') && method !== 'HEAD');
  });
  afterAll(async () => {
    expect((await sendRaw(stage.address, { method: 'GET', path: '/api/health' })).status).toBe(200);
    await stage.stop();
    orchestrator.close();
  });

  /** The answer, after a look at what no answer may have. */
  const send = async (request: RawRequest, token: string | null = TOKEN): Promise<RawAnswer> => {
    const headers = { ...(token === null ? {} : { 'x-auth-token': token }), ...request.headers };
    const answer = await sendRaw(stage.address, { ...request, headers });
    const faults = faultsIn(answer, [TOKEN]);
    if (faults.length === 0) return answer;
    throw new Error(`${faults.join('; ')}\n${JSON.stringify(request).slice(0, 2000)}\n${answer.text}`);
  };
  const answered = (answer: RawAnswer) => `${answer.status} ${codeIn(answer)}`;
  const nameOf = ({ method, path }: Served) => `${method} ${path}`;
  const closed = () => served.filter((each) => !OPEN.includes(nameOf(each)));
  const taking = () => served.filter(({ method }) => method === 'POST');

  it('knows every address', () => {
    expect(served.map(nameOf)).toEqual(
      expect.arrayContaining([...OPEN, 'GET /api/state', 'POST /api/command']),
    );
    expect(served.length).toBeGreaterThanOrEqual(20);
  });

  it('who may not ask', async () => {
    for (const each of closed()) {
      const request = { method: each.method, path: pathOf(each) };
      expect([nameOf(each), answered(await send(request, null))]).toEqual([
        nameOf(each),
        '401 TOKEN_MISSING',
      ]);
      for (const token of ['', 'wrong', `${TOKEN} ${TOKEN}`, 'x'.repeat(9000)])
        expect([nameOf(each), answered(await send(request, token))]).toEqual([
          nameOf(each),
          '401 TOKEN_INVALID',
        ]);
      const headers = { cookie: 'headrace_0=x; =; headrace_000000000a=e30.AAAA' };
      expect(answered(await send({ ...request, headers }, null))).toBe('401 TOKEN_MISSING');
    }
  });

  it('an address in disguise', async () => {
    for (const each of closed())
      for (const path of disguises(pathOf(each))) {
        const { status } = await send({ method: each.method, path }, null);
        expect([path, [401, 403, 404, 405].includes(status)]).toEqual([path, true]);
      }
  });

  it('a wrong method', async () => {
    for (const { path } of served)
      for (const method of ['DELETE', 'PATCH', 'PUT', 'POST', 'GET', 'OPTIONS', 'TRACE']) {
        if (served.some((each) => each.path === path && each.method === method)) continue;
        if (path === '/api/session' && method === 'POST') continue;
        const answer = await send({ method, path: pathOf({ method, path }) });
        expect([method, path, answered(answer)]).toEqual([method, path, '405 METHOD_NOT_ALLOWED']);
        expect(answer.headers['allow']).toContain(served.find((each) => each.path === path)!.method);
      }
  });

  it('what is no id', async () => {
    for (const { method, path } of served.filter((each) => each.path.includes(':')))
      for (const bad of BAD_IDS) {
        const given = path.replace(/:\w+/, bad);
        const { status } = await send({ method, path: given });
        expect([given, [400, 404].includes(status)]).toEqual([given, true]);
      }
  });

  it('a query that does not fit', async () => {
    for (const each of served.filter(({ method }) => method === 'GET')) {
      const values = fc.dictionary(fc.constantFrom(...PARAMETERS), wrong, { maxKeys: 3 });
      const property = fc.asyncProperty(values, fc.boolean(), async (given, isStream) => {
        const query = Object.entries(given).map(
          ([name, value]) => `${name}=${encodeURIComponent(textOf(value))}`,
        );
        const headers = { accept: isStream ? 'text/event-stream' : '*/*' };
        await send({ method: 'GET', path: `${pathOf(each)}?${query.join('&')}`, headers });
      });
      await fc.assert(property, { seed, numRuns: RUNS });
    }
  });

  it('what is no place in a stream', async () => {
    for (const path of ['/api/events', '/api/tasks/p.a/logs?attempt=p.a.1'])
      for (const id of ['x', '-1', '1.5', '1e3', 'NaN', '9'.repeat(16), '0x10']) {
        const headers = { accept: 'text/event-stream', 'last-event-id': id };
        expect([id, answered(await send({ method: 'GET', path, headers }))]).toEqual([
          id,
          '400 QUERY_INVALID',
        ]);
      }
  });

  it('what is no body', async () => {
    const headers = { 'content-type': 'application/json', origin: stage.address };
    for (const each of taking().filter(({ path }) => path !== '/api/session/codes')) {
      const path = pathOf(each);
      for (const body of ['', '{', 'NaN', '\0', '[1,]', Buffer.from([0xff, 0xfe])])
        expect([path, answered(await send({ method: 'POST', path, headers, body }))]).toEqual([
          path,
          '400 JSON_INVALID',
        ]);
      for (const body of ['null', '7', '"x"', '[null]', '[[]]'])
        expect([path, body, answered(await send({ method: 'POST', path, headers, body }))]).toEqual([
          path,
          body,
          '400 BODY_INVALID',
        ]);
      const long = { ...headers, 'content-length': String(2 * 2 ** 20 + 1) };
      expect(answered(await send({ method: 'POST', path, headers: long, body: '{' }))).toBe(
        '413 BODY_TOO_LARGE',
      );
      const deep = `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`;
      await send({ method: 'POST', path, headers, body: deep });
    }
  });

  it('a command that does not fit', async () => {
    const commands = nearly(z.toJSONSchema(CommandRequest, { io: 'input' }), ['p', 'a', 'p.a.1']);
    const property = fc.asyncProperty(
      fc.oneof(commands, fc.array(commands, { maxLength: 2 })),
      async (given) => {
        const headers = { 'content-type': 'application/json' };
        const answer = await send({
          method: 'POST',
          path: '/api/command',
          headers,
          body: JSON.stringify(given),
        });
        const fits = [given].flat().every((each) => CommandRequest.safeParse(each).success);
        if (!fits) expect(answered(answer)).toBe('400 BODY_INVALID');
      },
    );
    await fc.assert(property, { seed, numRuns: RUNS * 4 });
  });
});

/** Other spellings of an address that a router might understand. */
const disguises = (path: string): readonly string[] => [
  path.replace('/api', '/%61pi'),
  path.replace('/api/', '/api%2f'),
  path.replace('/api', '//api'),
  path.replace('/api', '/API'),
  path.replace('/api', '/ui/../api'),
  path.replace('/api', '/./api'),
  `${path}/`,
  `${path};x=1`,
  `http://127.0.0.1${path}`,
];

const IDS: Readonly<Record<string, string>> = {
  position: '999999',
  sha256: 'a'.repeat(64),
  key: 'p.nowhere',
};

const pathOf = ({ path }: Served): string =>
  path.replaceAll(
    /:(\w+)/g,
    (_, name: string) => IDS[name] ?? (path.includes('changes') ? 'p.nowhere.1' : 'nowhere'),
  );

const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\p{Surrogate}/gu, '?');
