import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { connectBroker } from '@headrace/events/jetstream';
import type { Logger } from 'pino';
import { trackConnections } from './http/connections.ts';
import { nestLogger } from './http/nest.logger.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { createAdapter, type Served } from './http/server.ts';
import { findHome } from './org/home.ts';
import { pulse } from './org/pulse.ts';
import { assemble, type Parts } from './parts.ts';
import type { Settings } from './settings.ts';
import { WebModule } from './web.module.ts';

export type RunningWeb = {
  /** `http://127.0.0.1:8090` */
  readonly address: string;
  readonly parts: Parts;
  readonly served: readonly Served[];
  /** Ends streams, answers what is under way, and ends; at most a few seconds. */
  close(): Promise<void>;
};

/** What is under way has so long to be answered. */
const GRACE_MS = 1_500;

/** Resolves when it serves. Errors: BrokerError (what the broker refuses for good), EADDRINUSE, the signal's reason. */
export async function startWeb(
  settings: Settings,
  logger: Logger,
  signal: AbortSignal,
  clientDir?: string,
): Promise<RunningWeb> {
  const closing = new AbortController();
  const broker = await connectBroker({ ...settings.nats, name: `web ${settings.id}`, patient: true, signal });
  const { org, shard: assumed } = settings;
  const home = await findHome({ broker, org, assumed, logger, signal: closing.signal });
  const parts = await assemble(settings, broker, home, clientDir);
  let address: string | null = null;
  const watching = parts.board.watch(parts.presence, settings.org, logger, closing.signal);
  const stopPulse = pulse(
    {
      id: settings.id,
      shard: home.likely,
      address: () => address,
      position: () => positionAndLag(parts),
    },
    parts.presence,
    logger,
  );
  let http: Http | null = null;
  const close = once(async () => {
    closing.abort();
    if (http) await closed(http);
    await stopPulse();
    await watching;
    await parts.models.close();
    await broker.close();
  });
  try {
    const app = await application(settings, parts, logger, closing.signal);
    http = { app, connections: trackConnections(app.getHttpServer()) };
    address = await listening(app, settings);
    const { served }: FastifyInstance = app.getHttpAdapter().getInstance();
    return { address, parts, served, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Http = {
  readonly app: NestFastifyApplication;
  readonly connections: ReturnType<typeof trackConnections>;
};

async function closed({ app, connections }: Http): Promise<void> {
  const idle = setInterval(() => connections.closeIdle(), 20);
  const force = setTimeout(() => app.getHttpServer().closeAllConnections(), GRACE_MS);
  await app.close();
  clearInterval(idle);
  clearTimeout(force);
}

async function application(
  settings: Settings,
  { sessions, provided }: Parts,
  logger: Logger,
  closing: AbortSignal,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    WebModule.with(provided),
    createAdapter(settings, sessions, logger, closing),
    { logger: nestLogger(logger), bodyParser: false, abortOnError: false },
  );
  app.useGlobalFilters(new ProblemFilter(logger));
  return app;
}

async function listening(app: NestFastifyApplication, { host, port }: Settings): Promise<string> {
  await app.listen(port, host);
  const at = app.getHttpServer().address() as { port: number };
  return `http://${host.includes(':') ? `[${host}]` : host}:${at.port}`;
}

/** What lists show, and how far that is behind the log. */
async function positionAndLag({ models, log }: Parts): Promise<readonly [number, number]> {
  const health = await models.current().health();
  const position = health.connected ? health.position : 0;
  return [position, Math.max(0, (await log.head()) - position)];
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}
