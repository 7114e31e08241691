import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  BrokerError,
  connectBroker,
  ensureStreams,
  type Broker,
  type StreamOptions,
} from '@headrace/events/jetstream';
import { createAllowance } from '@headrace/events/token';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { listenForCommands } from './command/command.nats.ts';
import { trackConnections } from './http/connections.ts';
import { nestLogger } from './http/nest.logger.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { createAdapter } from './http/server.ts';
import { OrchestratorModule } from './orchestrator.module.ts';
import { assemble, type Parts } from './parts.ts';
import { pulse } from './pulse.ts';
import type { Settings } from './settings.ts';
import { keepSnapshots } from './snapshot/snapshot.keeper.ts';

export type RunningOrchestrator = {
  /** `http://127.0.0.1:18080` */
  readonly address: string;
  readonly parts: Parts;
  /** Answers what is under way and ends; at most a few seconds. */
  close(): Promise<void>;
};

/** What is under way has so long to be answered. */
const GRACE_MS = 1_500;

/** Twice, at most, before the next one may write: it shall within a second. */
const HAND_OVER_MS = 250;

/** Resolves when it serves. Errors: BrokerError (what the broker refuses for good), EADDRINUSE, the signal's reason. */
export async function startOrchestrator(
  settings: Settings,
  logger: Logger,
  signal: AbortSignal,
): Promise<RunningOrchestrator> {
  const broker = await connected(settings, logger, signal);
  const closing = new AbortController();
  const parts = assemble(settings, broker, logger);
  const stopPulse = pulse(settings, parts, logger);
  const { snapshotDir: dir } = settings;
  const stopSnapshots = dir === null ? null : keepSnapshots({ settings, dir, shard: parts.shard, logger });
  let http: Http | null = null;
  let ears: ReturnType<typeof createEars> | null = null;
  const close = once(async () => {
    closing.abort();
    stopSnapshots?.();
    for (const room of parts.rooms) room.close();
    const silent = Promise.all([ears?.close(), http ? closed(http) : undefined]);
    // what is under way ends by itself in this time; what does not is passed on to the next writer
    await Promise.race([silent, delay(HAND_OVER_MS)]);
    await parts.shard.retire(HAND_OVER_MS);
    await silent;
    await parts.shard.close();
    await parts.writers.close();
    await stopPulse();
    await parts.model?.close();
    await broker.close();
  });
  try {
    const app = await application(settings, parts, logger, closing.signal);
    http = { app, connections: trackConnections(app.getHttpServer()) };
    const address = await listening(app, settings);
    parts.report.listensOn(address);
    parts.shard.start();
    await begun(parts, signal);
    ears = createEars(parts, () => listenForCommands(app, settings), logger);
    await ears.open();
    return { address, parts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Http = {
  readonly app: NestFastifyApplication;
  readonly connections: ReturnType<typeof trackConnections>;
};

/** What is under way is answered; what waits for more is cut. */
async function closed({ app, connections }: Http): Promise<void> {
  const idle = setInterval(() => connections.closeIdle(), 20);
  const force = setTimeout(() => app.getHttpServer().closeAllConnections(), GRACE_MS);
  await app.close();
  clearInterval(idle);
  clearTimeout(force);
}

/** Messages go to one of those that listen, so a standby keeps silent until it writes. */
function createEars({ shard }: Parts, listen: () => Promise<void>, logger: Logger) {
  let opening: Promise<void> | null = null;
  const openOnce = () => (opening ??= listen());
  const stop = shard.onResumed(() => {
    openOnce().catch((err: unknown) => logger.error({ err }, 'commands over NATS are not heard'));
  });
  return {
    open: async () => {
      if (shard.status().role === 'writer') await openOnce();
    },
    /** What is being opened is closed with the rest. */
    close: async () => {
      stop();
      const opened = opening?.catch(() => undefined); // it has been told
      await Promise.race([opened, delay(GRACE_MS / 3, undefined, { ref: false })]);
    },
  };
}

/** Reading a long log may be given up. */
async function begun({ shard }: Parts, signal: AbortSignal): Promise<void> {
  const giveUp = () => void shard.close();
  signal.addEventListener('abort', giveUp);
  await shard.begun().finally(() => signal.removeEventListener('abort', giveUp));
}

async function connected(
  { nats, shard, replicas, id }: Settings,
  logger: Logger,
  signal: AbortSignal,
): Promise<Broker> {
  logger.info({ nats: nats.url.replace(/\/\/[^@/]*@/, '//') }, 'connecting');
  const broker = await connectBroker({ ...nats, name: `orchestrator ${id}`, patient: true, signal });
  try {
    await streamsReady(broker, { shard, ...(replicas === null ? {} : { replicas }) }, signal);
    return broker;
  } catch (error) {
    await broker.close();
    throw error;
  }
}

/** A server that has just started may not have its store yet. */
async function streamsReady(broker: Broker, options: StreamOptions, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await ensureStreams(broker, options);
    } catch (error) {
      const passes = error instanceof BrokerError && passing.has(error.code);
      if (!passes) throw error;
    }
    await delay(250, undefined, { signal });
  }
}

const passing: ReadonlySet<string> = new Set(['LOG_UNAVAILABLE', 'BROKER_UNREACHABLE']);

async function application(
  settings: Settings,
  { tokens, provided, relay, directory }: Parts,
  logger: Logger,
  closing: AbortSignal,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    OrchestratorModule.with(provided),
    createAdapter({
      tokens,
      allowance: createAllowance(settings.anonymousPerSecond),
      logger,
      closing,
      relay,
      directory,
      org: settings.org,
      shard: settings.shard,
    }),
    { logger: nestLogger(logger), bodyParser: false, abortOnError: false },
  );
  app.useGlobalFilters(new ProblemFilter(logger, relay));
  return app;
}

async function listening(app: NestFastifyApplication, { host, port }: Settings): Promise<string> {
  await app.listen(port, host);
  const at = app.getHttpServer().address() as { port: number; family: string };
  return `http://${host.includes(':') ? `[${host}]` : host}:${at.port}`;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => (done ??= work());
}
