import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OrgId, PlanSnapshot, RecordedCommit, StateSnapshot } from '@headrace/events';
import { worldStory } from '../client/src/testing/world.story.ts';
import { startStage, TOKEN, type Stage } from './stage.ts';

const ORG = 'acme' as OrgId;
const story = worldStory();

type Ask = { method?: string; headers?: Record<string, string>; body?: unknown };
type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Body;
};
/** What these tests read of the bodies of answers. */
type Body = {
  readonly code: string;
  readonly path: string;
  readonly position: number;
  readonly next: number | null;
  readonly items: readonly RecordedCommit[];
  readonly attempts: readonly unknown[];
  readonly counts: readonly number[];
};

describe('the web server', () => {
  let stage: Stage;
  let stored: readonly RecordedCommit[];
  let orchestrator: Server;
  const asked: { path: string; headers: Record<string, unknown>; body: string }[] = [];

  beforeAll(async () => {
    orchestrator = await fakeOrchestrator(asked);
    const { port } = orchestrator.address() as AddressInfo;
    stage = await startStage(ORG, { HEADRACE_URL: `http://127.0.0.1:${port}` });
    stored = await stage.happens(story.slice(0, -5));
    await stage.projects();
  });
  afterAll(async () => {
    await stage.stop();
    orchestrator.close();
  });

  const ask = async (path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> => {
    const init = {
      method,
      headers,
      redirect: 'manual' as const,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    };
    const response = await fetch(stage.address + path, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (isJson ? JSON.parse(text) : null) as Body,
    };
  };
  const admin = (path: string, more: Ask = {}) =>
    ask(path, { ...more, headers: { 'x-auth-token': TOKEN, ...more.headers } });
  const browser = () => ({ origin: stage.address, 'content-type': 'application/json' });
  const signedIn = async (): Promise<string> => {
    const { headers } = await ask('/api/session', {
      method: 'POST',
      headers: browser(),
      body: { token: TOKEN },
    });
    return headers.get('set-cookie')!.split(';')[0]!;
  };

  describe('lets in', () => {
    it('everybody to its health and its page', async () => {
      expect((await ask('/api/health')).json).toEqual({ status: 'ok' });
      expect((await ask('/')).headers.get('location')).toBe('/ui');
    });

    it('nobody else without a session or a token', async () => {
      const { status, json, headers } = await ask('/api/state');
      expect([status, json.code]).toEqual([401, 'TOKEN_MISSING']);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect((await ask('/api/state', { headers: { 'x-auth-token': 'wrong' } })).json.code).toBe(
        'TOKEN_INVALID',
      );
      expect((await ask('/api/nowhere')).status).toBe(401);
      expect((await admin('/api/nowhere')).json.code).toBe('NOT_FOUND');
    });

    it('who shows the token, for twelve hours, by a cookie that no script and no other site gets', async () => {
      const { status, headers } = await ask('/api/session', {
        method: 'POST',
        headers: browser(),
        body: { token: TOKEN },
      });
      expect(status).toBe(204);
      expect(headers.get('set-cookie')).toMatch(
        /^headrace_[0-9a-f]{10}=\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
      );
      const cookie = headers.get('set-cookie')!.split(';')[0]!;
      expect((await ask('/api/session', { headers: { cookie } })).json).toMatchObject({
        actor: 'admin:local',
      });
      expect((await ask('/api/state', { headers: { cookie } })).status).toBe(200);
      const forged = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
      expect((await ask('/api/state', { headers: { cookie: forged } })).status).toBe(401);
    });

    it('nobody with a wrong token', async () => {
      const { status, json, headers } = await ask('/api/session', {
        method: 'POST',
        headers: browser(),
        body: { token: 'x' },
      });
      expect([status, json.code, headers.get('set-cookie')]).toEqual([401, 'TOKEN_INVALID', null]);
    });

    it('a browser with a one-time code, once', async () => {
      const { status, json } = await admin('/api/session/codes', { method: 'POST' });
      expect([status, json.path]).toEqual([201, `/ui#code=${json.code}`]);
      const use = () =>
        ask('/api/session', { method: 'POST', headers: browser(), body: { code: json.code } });
      expect((await use()).status).toBe(204);
      expect((await use()).json.code).toBe('CODE_INVALID');
    });

    it('no session to make codes', async () => {
      const cookie = await signedIn();
      const { json } = await ask('/api/session/codes', {
        method: 'POST',
        headers: { ...browser(), cookie },
        body: {},
      });
      expect(json.code).toBe('FORBIDDEN');
    });

    it('nobody any more who has signed out', async () => {
      const cookie = await signedIn();
      const { status, headers } = await ask('/api/session', {
        method: 'DELETE',
        headers: { ...browser(), cookie },
      });
      expect([status, headers.get('set-cookie')]).toEqual([204, expect.stringContaining('Max-Age=0')]);
      expect((await ask('/api/state', { headers: { cookie } })).status).toBe(401);
    });
  });

  describe('refuses', () => {
    const change = { command: { type: 'PausePlan', planId: 'tmc', reason: '' } };

    it.each<[string, Record<string, string>]>([
      [
        'from a page of another origin',
        { origin: 'http://evil.example', 'content-type': 'application/json' },
      ],
      ['from nowhere', { 'content-type': 'application/json' }],
      ['that a form could send', { 'content-type': 'text/plain' }],
    ])('a change %s', async (_, headers) => {
      const cookie = await signedIn();
      const own = {
        ...headers,
        ...(headers['origin'] || !headers['content-type']?.startsWith('text')
          ? {}
          : { origin: stage.address }),
      };
      const { status, json } = await ask('/api/command', {
        method: 'POST',
        headers: { ...own, cookie },
        body: change,
      });
      expect([status, json.code]).toEqual([403, 'ORIGIN_REFUSED']);
    });

    it('a name that is not of this machine', async () => {
      const status = await new Promise<number>((resolve) => {
        const { port } = new URL(stage.address);
        httpRequest(
          { host: '127.0.0.1', port, path: '/ui', headers: { host: 'rebound.example' } },
          (response) => {
            response.resume();
            resolve(response.statusCode!);
          },
        ).end();
      });
      expect(status).toBe(421);
    });

    it.each<[string, Ask, string]>([
      ['/api/command', { method: 'POST', body: '{"a":' }, 'JSON_INVALID'],
      ['/api/command', { method: 'POST', body: { command: { type: 'Nonsense' } } }, 'BODY_INVALID'],
      ['/api/command', { method: 'POST', body: ' '.repeat(2 ** 21 + 1) }, 'BODY_TOO_LARGE'],
      ['/api/events?limit=x', {}, 'QUERY_INVALID'],
      ['/api/plans/nowhere', {}, 'PLAN_NOT_FOUND'],
      ['/api/plans/Not.An.Id', {}, 'PLAN_NOT_FOUND'],
      ['/api/tasks/tmc.none', {}, 'TASK_NOT_FOUND'],
      ['/api/tasks/tmc.20/logs', {}, 'ATTEMPT_NOT_FOUND'],
      ['/api/changes/tmc.20.9/diff', {}, 'CHANGE_NOT_FOUND'],
      ['/api/evidence/abc', {}, 'EVIDENCE_NOT_FOUND'],
      ['/api/events/999999', {}, 'EVENT_NOT_FOUND'],
      ['/ui/assets/no.js', {}, 'NOT_FOUND'],
      ['/ui/%2e%2e/%2e%2e/package.json', {}, 'NOT_FOUND'],
    ])('%s with a problem document', async (path, given, code) => {
      const { json } = await admin(path, given);
      expect(json).toMatchObject({
        code,
        type: `urn:headrace:${code}`,
        hint: expect.stringMatching(/.{10}/) as string,
      });
      expect(JSON.stringify(json)).not.toMatch(/node_modules|\.ts:\d+/);
    });
  });

  describe('answers', () => {
    it('the state at one position, with the change that landed last', async () => {
      const { json } = (await admin('/api/state')) as unknown as { json: StateSnapshot };
      expect(json).toMatchObject({ org: ORG, position: stored.length, head: stored.length, lag: 0 });
      const tmc = json.plans.find(({ planId }) => (planId as string) === 'tmc')!;
      expect(tmc).toMatchObject({ whole: true, counts: { done: 4, failed: 1 } });
      expect(json.tasks.filter(({ planId }) => planId === tmc.planId)).toHaveLength(22);
      expect(json.waiting[0]).toMatchObject({ kind: 'dead', taskId: '04' });
      const { link } = json.lastChange!;
      expect(link).toBe(`${stage.address}/ui/changes/${json.lastChange!.changeId}`);
      expect(json.lastChange!.result).toMatch(/^[0-9a-f]{40}$/);
    });

    it('a plan with everything of it', async () => {
      const { json } = (await admin('/api/plans/tmc')) as unknown as { json: PlanSnapshot };
      expect([json.position, json.tasks.length]).toEqual([stored.length, 22]);
      expect(json.plan).not.toHaveProperty('counts');
      expect(json.attempts.filter(({ taskId }) => (taskId as string) === '05')).toHaveLength(2);
      expect(json.gates.length).toBeGreaterThan(30);
    });

    it('at once where nothing can have happened yet', async () => {
      const { status, json } = await admin(`/api/plans/tmc?after=${stored.length + 100}`);
      expect([status, json.code, json.path]).toEqual([400, 'QUERY_INVALID', 'after']);
    });

    it('a task with its attempts', async () => {
      const { json } = await admin('/api/tasks/tmc.04');
      expect(json).toMatchObject({ task: { state: 'failed' }, change: null });
      expect(json.attempts).toHaveLength(3);
    });

    it('the newest commits first, page by page, without a gap', async () => {
      const first = (await admin('/api/events?limit=40')).json;
      const second = (await admin(`/api/events?limit=40&before=${first.next}`)).json;
      const positions = [...first.items, ...second.items].map(({ position }) => position);
      expect(positions).toEqual(Array.from({ length: 80 }, (_, at) => stored.length - at));
      expect(first.items[0]!.digest).toBe(stored.at(-1)!.digest);
      const last = (await admin('/api/events?limit=40&before=20')).json;
      expect([last.items.length, last.next]).toEqual([19, null]);
    });

    it('the commits that touch one task', async () => {
      const { items, next } = (await admin('/api/events?limit=200&key=tmc.04')).json;
      expect(items.length).toBeGreaterThan(20);
      expect(items.every(({ commit }) => JSON.stringify(commit.events).includes('"04"'))).toBe(true);
      expect(next).toBeNull();
      expect((await admin(`/api/events/${items[0]!.position}`)).json).toEqual(items[0]);
    });

    it('how dense the log is', async () => {
      const { json } = await admin('/api/density');
      expect(json.position).toBe(stored.length);
      expect(json.counts.reduce((sum, count) => sum + count, 0)).toBe(stored.length);
    });

    it('evidence as plain text that nothing runs in', async () => {
      const { sha256 } = await stage.evidence.put(Buffer.from('<script>alert(1)</script>'), 'text/html');
      const { text, headers } = await admin(`/api/evidence/${sha256}`);
      expect(text).toBe('<script>alert(1)</script>');
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(headers.get('content-security-policy')).toContain('sandbox');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    });

    it('the end of a log, and the page before it', async () => {
      const attemptId = 'tmc.05.2' as never;
      const line = (at: number) => JSON.stringify({ at: '', t: 'says', text: `line ${at}` });
      await stage.logs.append(
        { org: ORG, attemptId },
        { firstLine: 0, lines: [...Array.from({ length: 9 }, (_, at) => line(at)), 'plain'] },
      );
      const end = (await admin('/api/tasks/tmc.05/logs?limit=3')).json;
      expect(end).toMatchObject({
        from: 7,
        total: 10,
        lines: [{ text: 'line 7' }, { text: 'line 8' }, { t: 'out', text: 'plain' }],
      });
      const before = (await admin('/api/tasks/tmc.05/logs?limit=3&before=7')).json;
      expect(before).toMatchObject({
        from: 4,
        lines: [{ text: 'line 4' }, { text: 'line 5' }, { text: 'line 6' }],
      });
    });

    it('what waits, the runners, the changes', async () => {
      expect((await admin('/api/inbox')).json.items.length).toBeGreaterThan(3);
      expect((await admin('/api/runners')).json.items).toHaveLength(5);
      expect((await admin('/api/changes?state=reviewing&plan=tmc')).json.items).toMatchObject([
        { taskId: '02c' },
      ]);
    });

    it('with headers that let nothing in from elsewhere', async () => {
      const { headers } = await ask('/ui');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-frame-options')).toBe('DENY');
    });
  });

  describe('passes on', () => {
    it('commands, with the token that only it holds and the correlation of the request', async () => {
      const body = { command: { type: 'HoldTask', planId: 'tmc', taskId: '09', note: '' } };
      const { json } = await admin('/api/command', {
        method: 'POST',
        body,
        headers: { 'x-correlation-id': 'mine-7' },
      });
      expect(json).toEqual({ ok: true, id: 'c1', position: 7, events: ['TaskHeld'] });
      expect(asked.at(-1)).toMatchObject({
        path: '/commands',
        headers: { 'x-auth-token': TOKEN, 'x-org': ORG, 'x-correlation-id': 'mine-7' },
      });
      expect((await admin('/api/command', { method: 'POST', body: [body] })).json).toHaveLength(1);
    });

    it('a task to be scheduled, and the reasons of the engine', async () => {
      const { status, json } = await admin('/api/schedule', {
        method: 'POST',
        body: { title: 'x', repo: 'kcp' },
      });
      expect([status, json.code]).toEqual([422, 'RUN_MISSING']);
      expect((await admin('/api/tasks/tmc.09/why?at=12')).json).toEqual({ key: 'tmc.09' });
      expect(asked.at(-1)!.path).toBe('/tasks/tmc.09/why?at=12');
    });
  });

  describe('streams', () => {
    it('what follows a position, each commit once and in order, and goes on where a client was', async () => {
      const from = stored.length - 10;
      const first = await framesOf(
        stage.address,
        `/api/events?after=${from}`,
        {},
        (frames) => frames.filter(isCommit).length >= 4,
      );
      const got = first.filter(isCommit).slice(0, 4);
      expect(got.map(({ id }) => id)).toEqual([1, 2, 3, 4].map((step) => String(from + step)));
      const last = got.at(-1)!.id!;
      const rest = await framesOf(
        stage.address,
        '/api/events?after=0',
        { 'last-event-id': last },
        (frames) => frames.filter(isCommit).length >= 6,
      );
      expect(rest.filter(isCommit).map(({ id }) => id)).toEqual(
        [5, 6, 7, 8, 9, 10].map((step) => String(from + step)),
      );
      expect(JSON.parse(rest.find(isCommit)!.data)).toMatchObject({
        position: from + 5,
        digest: expect.any(String) as string,
        commit: { org: ORG },
      });
    });

    it('commits as they happen, over an outage of the broker', async () => {
      const after = stored.length;
      const more: RecordedCommit[] = [];
      const frames = await framesOf(
        stage.address,
        `/api/events?after=${after}`,
        {},
        (so) => so.filter(isCommit).length >= 5,
        async () => {
          more.push(...(await stage.happens(story.slice(-5, -3))));
          await stage.nats.restart();
          more.push(...(await retried(() => stage.happens(story.slice(-3)))));
        },
      );
      expect(frames.filter(isCommit).map(({ id }) => Number(id))).toEqual(
        more.map(({ position }) => position),
      );
      stored = [...stored, ...more];
    }, 60_000);

    it('only what touches a plan, and its position all the same', async () => {
      const frames = await framesOf(stage.address, '/api/events?after=0&key=tmc', {}, (so) =>
        so.some(
          ({ event, data }) =>
            event === 'position' && (JSON.parse(data) as { position: number }).position === stored.length,
        ),
      );
      const plans = frames.filter(isCommit).map(({ data }) => {
        const { commit } = JSON.parse(data) as RecordedCommit;
        return (commit.events[0] as { planId?: string }).planId;
      });
      expect(new Set(plans)).toEqual(new Set(['tmc']));
    });

    it('the lives of runners, when a heartbeat comes', async () => {
      const presence = {
        kind: 'runner',
        org: ORG,
        runnerId: 'desk-lead',
        version: '1',
        host: 'h',
        ...{ slots: 5, busy: 2, attempts: [], landings: [], load: 0.5, sandbox: 'L1' },
      };
      const at = new Date().toISOString();
      const frames = await framesOf(
        stage.address,
        `/api/events?after=${stored.length}`,
        {},
        (so) => so.some(({ event, data }) => event === 'presence' && data.includes('desk-lead')),
        () => stage.presence.put(`runner.${ORG}.desk-lead`, { ...presence, lastSeenAt: at, startedAt: at }),
      );
      const lives: unknown = JSON.parse(frames.findLast(({ event }) => event === 'presence')!.data);
      expect(lives).toMatchObject([{ runnerId: 'desk-lead', alive: true, presence: { busy: 2 } }]);
    });

    it('the lines of a log as they come, from where a client was', async () => {
      const attemptId = 'tmc.07.1' as never;
      const write = (firstLine: number, lines: string[]) =>
        stage.logs.append({ org: ORG, attemptId }, { firstLine, lines });
      await write(0, ['a', 'b']);
      const frames = await framesOf(
        stage.address,
        '/api/tasks/tmc.07/logs',
        { 'last-event-id': '0' },
        (so) => so.length >= 2,
        () => write(2, ['c']),
      );
      expect(frames.map(({ id, data }) => [id, (JSON.parse(data) as { text: string }).text])).toEqual([
        ['1', 'b'],
        ['2', 'c'],
      ]);
    });

    it('and says in presence that it is there', async () => {
      const entries = await stage.presence.list('process.web');
      expect(entries).toHaveLength(1);
      expect(entries[0]!.value).toMatchObject({
        kind: 'web',
        address: stage.address,
        role: 'server',
        lag: expect.any(Number) as number,
      });
    });
  });

  it('says that lists cannot be read while Postgres is away, and goes on with the log', async () => {
    await stage.postgres.kill();
    expect((await admin('/api/state')).json.code).toBe('READ_MODEL_UNAVAILABLE');
    expect((await admin('/api/events?limit=1')).json.items).toHaveLength(1);
    await stage.postgres.restart();
    expect(
      (
        await retried(
          () => admin('/api/state'),
          ({ status }) => status === 200,
        )
      ).status,
    ).toBe(200);
  }, 60_000);
});

type SseFrame = { readonly id: string | null; readonly event: string; readonly data: string };
const isCommit = ({ event, data }: SseFrame): boolean => event === 'message' && data !== '';

/** Reads until `isEnough`, then hangs up. `meanwhile` begins when the stream is open. */
async function framesOf(
  address: string,
  path: string,
  headers: Record<string, string>,
  isEnough: (frames: readonly SseFrame[]) => boolean,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<readonly SseFrame[]> {
  const hangUp = new AbortController();
  const response = await fetch(address + path, {
    headers: { accept: 'text/event-stream', 'x-auth-token': TOKEN, ...headers },
    signal: hangUp.signal,
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const work = meanwhile();
  const frames: SseFrame[] = [];
  let rest = '';
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + piece).split('\n\n');
    rest = parts.pop()!;
    frames.push(...parts.map(frameOf));
    if (isEnough(frames)) break;
  }
  await work;
  hangUp.abort();
  return frames;
}

function frameOf(text: string): SseFrame {
  const field = (name: string) =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null;
  return { id: field('id'), event: field('event') ?? 'message', data: field('data') ?? '' };
}

/** Until it neither throws nor displeases. */
async function retried<T>(work: () => Promise<T>, isGood: (found: T) => boolean = () => true): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      const found = await work();
      if (isGood(found) || tries > 200) return found;
    } catch (error) {
      if (tries > 200) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Answers as the orchestrator would, and remembers what it was asked. */
async function fakeOrchestrator(
  asked: { path: string; headers: Record<string, unknown>; body: string }[],
): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      asked.push({ path: request.url!, headers: request.headers, body });
      const isSchedule = request.url === '/schedule';
      const problem = {
        type: 'urn:headrace:RUN_MISSING',
        title: '',
        status: 422,
        code: 'RUN_MISSING',
        detail: 'x',
        hint: 'Add `run`.',
      };
      const answers = (JSON.parse(body || '[]') as unknown[]) || [];
      const commands = Array.isArray(answers)
        ? answers.map(() => ({ ok: true, id: 'c1', position: 7, events: ['TaskHeld'] }))
        : [];
      response.writeHead(isSchedule ? 422 : 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(isSchedule ? problem : request.url === '/commands' ? commands : { key: 'tmc.09' }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('the web server of an org in another shard', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage(ORG, {}, undefined, 'eu');
    await stage.happens(story.slice(0, 20));
  });
  afterAll(() => stage.stop());

  const read = async (path: string) => {
    const response = await fetch(stage.address + path, { headers: { 'x-auth-token': TOKEN } });
    return (await response.json()) as StateSnapshot & { items: readonly RecordedCommit[] };
  };

  it('finds its log and its read model without being told', async () => {
    const position = await stage.projects();
    expect(await read('/api/state')).toMatchObject({ org: ORG, shard: 'eu', position, head: position });
    expect((await read('/api/events?limit=500')).items).toHaveLength(20);
    expect(await read(`/api/events/${position}`)).toMatchObject({ position, commit: { org: ORG } });
  });
});
