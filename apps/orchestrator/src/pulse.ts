import { after, instantOf } from '@headrace/events';
import { isFresh } from '@headrace/events/jetstream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Parts } from './parts.ts';
import type { Settings } from './settings.ts';

const PULSE_MS = 2_000;
const TIDY_MS = 24 * 3_600_000;
/** A broker that is away does not hold up an end. */
const FAREWELL_MS = 500;
/** No lease is longer. */
const FORGET_MS = 3_700_000;

/** Says every 2 s that this process is alive. Returns how to stop, which takes it back. */
export function pulse(settings: Settings, parts: Parts, logger: Logger): () => Promise<void> {
  const { presence, report, shard, signs } = parts;
  const key = `process.orchestrator.${settings.id}`;

  const beat = async () => {
    const now = instantOf(Date.now());
    signs.forget(after(now, -FORGET_MS));
    await presence.put(key, report.presence(now));
  };
  const quietly = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (err: unknown) => logger.debug({ err }, 'no sign of life could be stored'),
    );

  /** What processes and runners left that were killed; presence is no history. */
  const tidy = async () => {
    const entries = await presence.list();
    const old = entries.filter((entry) => !isFresh(entry, Date.now(), TIDY_MS));
    await Promise.all(old.map((entry) => presence.remove(entry.key)));
  };

  void quietly(tidy());
  const timer = setInterval(() => void quietly(beat()), PULSE_MS);
  const stopListening = shard.onResumed(() => void quietly(beat()));
  return async () => {
    clearInterval(timer);
    stopListening();
    await Promise.race([quietly(presence.remove(key)), delay(FAREWELL_MS, undefined, { ref: false })]);
  };
}
