import { instantOf, type Instant, type ProcessPresence } from '@headrace/events';
import type { Bucket } from '@headrace/events/jetstream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { VERSION } from '../version.ts';

const PULSE_MS = 2_000;
/** A broker that is away does not hold up an end. */
const FAREWELL_MS = 500;

export type Pulse = {
  readonly id: string;
  readonly shard: () => string;
  readonly address: () => string | null;
  readonly position: () => Promise<readonly [position: number, lag: number]>;
};

/** Says every 2 s that this process is alive. Returns how to stop, which takes it back. */
export function pulse(
  { id, shard, address, position }: Pulse,
  presence: Bucket,
  logger: Logger,
): () => Promise<void> {
  const key = `process.web.${id}`;
  const startedAt: Instant = instantOf(Date.now());
  const beat = async () => {
    const [at, lag] = await position();
    const entry: ProcessPresence = {
      ...{ kind: 'web', id, version: VERSION, address: address(), role: 'server', shard: shard(), startedAt },
      ...{ lastSeenAt: instantOf(Date.now()), position: at, lag, pid: process.pid },
    };
    await presence.put(key, entry);
  };
  const quietly = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (err: unknown) => logger.debug({ err }, 'no sign of life could be stored'),
    );
  void quietly(beat());
  const timer = setInterval(() => void quietly(beat()), PULSE_MS);
  return async () => {
    clearInterval(timer);
    await Promise.race([quietly(presence.remove(key)), delay(FAREWELL_MS, undefined, { ref: false })]);
  };
}
