import { after, instantOf } from '@headrace/events';
import { isFresh } from '@headrace/events/jetstream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Parts } from './parts.ts';
import type { Settings } from './settings.ts';
import { WriterClaim, writerKey } from './shard/leadership.ts';

const PULSE_MS = 2_000;
const TIDY_MS = 24 * 3_600_000;
/** A broker that is away does not hold up an end. */
const FAREWELL_MS = 500;
/** No lease is longer. */
const FORGET_MS = 3_700_000;

/** Says every 2 s that this process is alive, and whether it writes the shard. Returns how to stop, which takes it back. */
export function pulse(settings: Settings, parts: Parts, logger: Logger): () => Promise<void> {
  const { presence, control, report, shard, signs } = parts;
  const key = `process.orchestrator.${settings.id}`;
  const isWriter = () => shard.status().role === 'writer';

  const beat = async () => {
    const now = instantOf(Date.now());
    signs.forget(after(now, -FORGET_MS));
    const present = report.presence(now);
    const claim: WriterClaim = { id: settings.id, pid: process.pid, address: present.address };
    await Promise.all([
      presence.put(key, present),
      ...(isWriter() ? [control.put(writerKey(settings.shard), claim)] : []),
    ]);
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
  const takeBack = async () => {
    const claim = await control.get(writerKey(settings.shard));
    const isMine = WriterClaim.safeParse(claim?.value).data?.id === settings.id;
    await Promise.all([presence.remove(key), ...(isMine && claim ? [control.remove(claim.key)] : [])]);
  };
  return async () => {
    clearInterval(timer);
    stopListening();
    await Promise.race([quietly(takeBack()), delay(FAREWELL_MS, undefined, { ref: false })]);
  };
}
