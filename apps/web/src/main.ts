import 'reflect-metadata';
import { errors, type ErrorCode } from '@headrace/events';
import { pino } from 'pino';
import { settingsFrom } from './settings.ts';
import { VERSION } from './version.ts';
import { startWeb } from './web.ts';

/** A second signal, or an end that takes too long, ends it at once. */
const LAST_RESORT_MS = 2_800;

const stopping = new AbortController();

async function main(): Promise<void> {
  const settings = settingsFrom(process.env);
  // stdout belongs to the one line that says that it is ready
  const logger = pino({ level: settings.logLevel, base: { process: 'web' } }, pino.destination(2));
  const stop = stopSignal();
  const running = await startWeb(settings, logger, stopping.signal);
  const { address } = running;
  process.stdout.write(`${JSON.stringify({ ready: true, address, id: settings.id, version: VERSION })}\n`);
  await stop;
  setTimeout(() => process.exit(1), LAST_RESORT_MS).unref();
  await running.close();
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let times = 0;
    const stop = () => {
      times += 1;
      if (times > 1) process.exit(1);
      stopping.abort();
      resolve();
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}

/** One line in words: what is wrong, and what to do. */
function explain(thrown: unknown): string {
  const { message = String(thrown), code = '' } = thrown as { message?: string; code?: string };
  const known = code === 'EADDRINUSE' ? 'PORT_IN_USE' : code;
  const entry = known in errors ? errors[known as ErrorCode] : null;
  return JSON.stringify({
    ready: false,
    code: known || 'INTERNAL',
    message,
    ...(entry ? { hint: entry.hint } : {}),
  });
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    if (stopping.signal.aborted) process.exit(0);
    process.stderr.write(`${explain(thrown)}\n`);
    process.exit(1);
  },
);
