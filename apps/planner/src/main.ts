import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { setTimeout as pause } from 'node:timers/promises';
import { loggerOf, problemOf } from './log.ts';
import { PlannerModule } from './planner.module.ts';
import { noProgress } from './projection/progress.ts';
import { settingsFrom, type Settings } from './settings.ts';

/** Whoever asked us to end waits no longer than this. */
const endsWithinMs = 2500;

async function main(): Promise<number> {
  const settings = readSettings();
  if (!settings) return 2;
  const logger = loggerOf(settings);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  const failed = { cause: undefined as unknown };
  const onFailure = (cause: unknown) => {
    failed.cause ??= cause;
    stop.abort();
  };
  try {
    await run(settings, { settings, logger, onFailure, signal: stop.signal, progress: noProgress() });
  } catch (cause) {
    if (!stop.signal.aborted) failed.cause = cause;
  }
  if (failed.cause === undefined) return 0;
  logger.fatal(problemOf(failed.cause), 'the planner cannot go on');
  return 1;
}

function readSettings(): Settings | null {
  try {
    return settingsFrom(process.env);
  } catch (error) {
    process.stderr.write(`planner: ${(error as Error).message}\n`);
    return null;
  }
}

async function run(settings: Settings, parts: Parameters<typeof PlannerModule.of>[0]): Promise<void> {
  const app = await NestFactory.createApplicationContext(PlannerModule.of(parts), {
    logger: false,
    abortOnError: false,
  });
  // lists come a little later where Postgres does, and nobody should wait for them with the rest
  const isFilled = await Promise.race([
    parts.progress.begun.then(() => true),
    pause(5000, false, { ref: false }),
  ]);
  const ready = { ready: true, id: settings.id, address: null, shard: settings.shard, postgres: isFilled };
  if (!parts.signal.aborted) process.stdout.write(`${JSON.stringify(ready)}\n`);
  await aborted(parts.signal);
  setTimeout(() => process.exit(process.exitCode ?? 0), endsWithinMs).unref();
  await app.close();
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

process.exitCode = await main();
process.exit();
