import { after, instantOf } from '@headrace/events';
import type { Logger } from 'pino';
import type { Parts } from './parts.ts';
import type { Settings } from './settings.ts';
import { writerKey, type WriterClaim } from './shard/leadership.ts';

const PULSE_MS = 2_000;
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

  const timer = setInterval(() => void quietly(beat()), PULSE_MS);
  const stopListening = shard.onResumed(() => void quietly(beat()));
  return async () => {
    clearInterval(timer);
    stopListening();
    const mine = await control.get(writerKey(settings.shard)).catch(() => null);
    const isMine = (mine?.value as WriterClaim | undefined)?.id === settings.id;
    await quietly(Promise.all([presence.remove(key), ...(isMine ? [control.remove(mine!.key)] : [])]));
  };
}
