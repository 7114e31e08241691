import { startTestServer, type TestServer, type TestServerOptions } from '@headrace/events/testing';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { startOrchestrator } from '../src/orchestrator.ts';
import type { Parts } from '../src/parts.ts';
import { settingsFrom } from '../src/settings.ts';

export const ADMIN = 'an-admin-token-for-tests';

export type Reply = { readonly status: number; readonly headers: Headers; readonly json: any }; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests read what they expect

type Ask = {
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

/** An orchestrator in this process on a nats-server of its own, spoken to over HTTP. */
export type Running = {
  readonly url: string;
  readonly nats: TestServer;
  ask(method: string, path: string, ask?: Ask): Promise<Reply>;
  get(path: string, ask?: Ask): Promise<Reply>;
  post(path: string, body?: unknown, ask?: Ask): Promise<Reply>;
  /** Server-sent events, as [id, event, data]. */
  frames(path: string, ask: Ask & { readonly signal: AbortSignal }): AsyncGenerator<Frame>;
  /** Another one on the same nats-server. */
  another(env?: NodeJS.ProcessEnv): Promise<Running>;
  /** What the orchestrator is made of, to see what cannot be seen from outside. */
  readonly parts: Parts;
  stopOrchestrator(): Promise<void>;
  /** Ends the orchestrator, and the nats-server if it was made with it. */
  stop(): Promise<void>;
};

export type Frame = { readonly id: string | null; readonly event: string; readonly data: any }; // eslint-disable-line @typescript-eslint/no-explicit-any -- as above

export async function startRunning(
  env: NodeJS.ProcessEnv = {},
  options: TestServerOptions = {},
): Promise<Running> {
  const nats = await startTestServer(options);
  const running = await runningOn(nats, env);
  return { ...running, stop: () => running.stop().then(() => nats.stop()) };
}

async function runningOn(nats: TestServer, env: NodeJS.ProcessEnv): Promise<Running> {
  const settings = settingsFrom({
    NATS_URL: nats.url,
    ORCHESTRATOR_TOKEN: ADMIN,
    HEADRACE_ORCHESTRATOR_PORT: '0',
    HEADRACE_LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    ...env,
  });
  const id = `${settings.id}-${randomUUID().slice(0, 8)}`;
  const logger = pino({ level: settings.logLevel }, pino.destination(2));
  const { address, close, parts } = await startOrchestrator(
    { ...settings, id },
    logger,
    new AbortController().signal,
  );
  const ask = (method: string, path: string, given: Ask = {}) => asked(address, method, path, given);
  return {
    url: address,
    nats,
    ask,
    get: (path, given) => ask('GET', path, given),
    post: (path, body, given) => ask('POST', path, { body: body ?? {}, ...given }),
    frames: (path, given) => framesOf(address, path, given),
    another: (more = {}) => runningOn(nats, { ...env, ...more }),
    parts,
    stopOrchestrator: close,
    stop: close,
  };
}

async function asked(
  url: string,
  method: string,
  path: string,
  { body, signal, ...ask }: Ask,
): Promise<Reply> {
  const content = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(url + path, {
    method,
    headers: headersOf(ask),
    ...(body === undefined ? {} : { body: content as string | Uint8Array<ArrayBuffer> }),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(text) : text };
}

const headersOf = ({ token = ADMIN, headers = {} }: Ask): Record<string, string> => ({
  ...(token === null ? {} : { 'x-auth-token': token }),
  'content-type': 'application/json',
  ...headers,
});

async function* framesOf(
  url: string,
  path: string,
  ask: Ask & { signal: AbortSignal },
): AsyncGenerator<Frame> {
  const headers = { ...headersOf(ask), accept: 'text/event-stream' };
  const response = await fetch(url + path, { headers, signal: ask.signal });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const bytes of response.body!) {
      text += decoder.decode(bytes as Uint8Array, { stream: true });
      const frames = text.split('\n\n');
      text = frames.pop()!;
      for (const frame of frames) if (!frame.startsWith(':')) yield frameOf(frame);
    }
  } catch (error) {
    if (!ask.signal.aborted) throw error;
  }
}

function frameOf(text: string): Frame {
  const fields = new Map(
    text.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
  );
  return {
    id: fields.get('id') ?? null,
    event: fields.get('event') ?? 'message',
    data: JSON.parse(fields.get('data') ?? 'null'),
  };
}
