import type { Broker } from '../jetstream/broker.ts';

export type RawAppend = {
  /** A stream that takes everything below `subject`. */
  readonly stream: string;
  readonly subjects: readonly string[];
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly inFlight: number;
};

/** As fast as one connection appends: no headers, nothing expected, `inFlight` not yet acknowledged. Resolves with milliseconds. */
export async function appendRaw(broker: Broker, append: RawAppend): Promise<number> {
  const { stream, subjects, bytes, count, inFlight } = append;
  await broker.jsm.streams.add({ name: stream, subjects: [...new Set(subjects)] });
  const reply = broker.inbox();
  const since = performance.now();
  let sent = 0;
  let stored = 0;
  await new Promise<void>((resolve, reject) => {
    const next = () => broker.nc.publish(subjects[sent++ % subjects.length]!, bytes, { reply });
    broker.nc.subscribe(reply, {
      max: count,
      callback: (error, message) => {
        const refused = error ?? message.json<{ error?: { description: string } }>().error;
        if (refused) return reject(new Error(JSON.stringify(refused)));
        stored += 1;
        if (sent < count) next();
        if (stored === count) resolve();
      },
    });
    while (sent < Math.min(inFlight, count)) next();
  });
  const ms = performance.now() - since;
  await broker.jsm.streams.delete(stream);
  return ms;
}
