import { startTestServer, type TestServer, type TestServerOptions } from '@headrace/events/testing';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { startOrchestrator } from '../src/orchestrator.ts';
import type { Parts } from '../src/parts.ts';
import { settingsFrom } from '../src/settings.ts';
import { ADMIN, asked, framesOf, type Ask, type Frame, type Reply, type Said } from './speak.ts';

/** An orchestrator in this process on a nats-server of its own, spoken to over HTTP. */
export type Running = {
  readonly url: string;
  readonly nats: TestServer;
  ask(method: string, path: string, ask?: Ask): Promise<Reply>;
  get(path: string, ask?: Ask): Promise<Reply>;
  post(path: string, body?: unknown, ask?: Ask): Promise<Reply>;
  /** By `POST /commands`. */
  send(requests: readonly object[], ask?: Ask): Promise<readonly Said[]>;
  frames(path: string, ask: Ask & { readonly signal: AbortSignal }): AsyncGenerator<Frame>;
  /** Another one on the same nats-server. */
  another(env?: NodeJS.ProcessEnv): Promise<Running>;
  /** What the orchestrator is made of, to see what cannot be seen from outside. */
  readonly parts: Parts;
  stopOrchestrator(): Promise<void>;
  /** Ends the orchestrator, and the nats-server if it was made with it. */
  stop(): Promise<void>;
};

export async function startRunning(
  env: NodeJS.ProcessEnv = {},
  options: TestServerOptions = {},
): Promise<Running> {
  const nats = await startTestServer(options);
  const running = await runningOn(nats, env);
  return { ...running, stop: () => running.stop().then(() => nats.stop()) };
}

export async function runningOn(nats: TestServer, env: NodeJS.ProcessEnv): Promise<Running> {
  const settings = settingsFrom({
    NATS_URL: nats.url,
    ORCHESTRATOR_TOKEN: ADMIN,
    HEADRACE_ORCHESTRATOR_PORT: '0',
    HEADRACE_LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    ...env,
  });
  const id = `${settings.id}-${randomUUID().slice(0, 8)}`;
  const logger = pino({ level: settings.logLevel }, pino.destination(2));
  const never = new AbortController().signal;
  const { address, close, parts } = await startOrchestrator({ ...settings, id }, logger, never);
  const ask: Running['ask'] = (method, path, given) => asked(address, method, path, given);
  const post: Running['post'] = (path, body = {}, given = {}) => ask('POST', path, { body, ...given });
  return {
    url: address,
    nats,
    ask,
    get: (path, given) => ask('GET', path, given),
    post,
    send: async (requests, given) => {
      const { status, json } = await post('/commands', requests, given);
      if (status === 200) return json as unknown as readonly Said[];
      throw new Error(`${status} ${JSON.stringify(json)}`);
    },
    frames: (path, given) => framesOf(address, path, given),
    another: (more = {}) => runningOn(nats, { ...env, ...more }),
    parts,
    stopOrchestrator: close,
    stop: close,
  };
}
