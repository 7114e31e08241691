import type { Broker } from './broker.ts';
import { BrokerError, brokerErrorOf } from './broker.error.ts';
import type { Delivery } from './delivery.ts';
import { deliveries, isCaughtUp, type CaughtUp } from './reading.ts';
import { storeIn } from './store.ts';
import { CONTROL_BUCKET, PRESENCE_BUCKET } from './subjects.ts';

/** One JSON value under a key, the last that was put. `value` is null where it was removed. */
export type Entry = {
  readonly key: string;
  readonly value: unknown;
  /** Grows with every put in the bucket. */
  readonly revision: number;
  /** By the broker's clock. Whoever reads decides how old is too old: nothing expires by itself. */
  readonly storedAtMs: number;
};

/** Errors of all: LOG_UNAVAILABLE, LOG_FULL, BROKER_UNREACHABLE, BROKER_REFUSED. */
export type Bucket = {
  /** Resolves with the revision. Keys: tokens of `A-Z a-z 0-9 - _ =` with dots between them. */
  put(key: string, value: object): Promise<number>;
  /** Only when the key's last revision is `revision` (0: there is none); null when it is not. */
  putIf(key: string, value: object, revision: number): Promise<number | null>;
  remove(key: string): Promise<void>;
  get(key: string): Promise<Entry | null>;
  /** The same, a removal too: for who wants to know its revision. */
  look(key: string): Promise<Entry | null>;
  /** Those that are there, of keys that begin with the tokens `prefix`. */
  list(prefix?: string): Promise<Entry[]>;
  /** Each entry, a mark, then every change, removals too, for ever. Ends when aborted. */
  watch(signal: AbortSignal, prefix?: string): AsyncGenerator<Entry | CaughtUp, void, undefined>;
};

/** Runners, attempts and processes that are alive. */
export const openPresence = (broker: Broker): Bucket => openBucket(broker, PRESENCE_BUCKET);

/** Which shard an org lives in, and who writes a shard. */
export const openControl = (broker: Broker): Bucket => openBucket(broker, CONTROL_BUCKET);

/** Whether an entry was put within the last `maxAgeMs`; for clocks that differ, allow for the difference. */
export const isFresh = ({ storedAtMs }: Entry, nowMs: number, maxAgeMs: number): boolean =>
  nowMs - storedAtMs <= maxAgeMs;

function openBucket(broker: Broker, name: string): Bucket {
  const stream = `KV_${name}`;
  const subjectOf = (key: string) => `$KV.${name}.${checked(key)}`;
  const put = (key: string, value: object, headers = {}) =>
    storeIn(broker, stream, subjectOf(key), new TextEncoder().encode(JSON.stringify(value)), headers);

  async function* watch(
    signal: AbortSignal,
    prefix?: string,
  ): AsyncGenerator<Entry | CaughtUp, void, undefined> {
    const subjects = [prefix === undefined ? `$KV.${name}.>` : `${subjectOf(prefix)}.>`];
    for await (const item of deliveries(broker, { stream, after: 0, subjects }, signal))
      yield isCaughtUp(item) ? item : entryOf(name, item);
  }

  return {
    put,
    putIf: async (key, value, revision) => {
      try {
        return await put(key, value, { 'Nats-Expected-Last-Subject-Sequence': String(revision) });
      } catch (error) {
        if (error instanceof BrokerError && error.code === 'STEPPED_DOWN') return null;
        throw error;
      }
    },
    remove: async (key) => {
      await storeIn(broker, stream, subjectOf(key), new Uint8Array(), { 'KV-Operation': 'DEL' });
    },
    get: async (key) => {
      const entry = await lastOf(broker, stream, name, subjectOf(key));
      return entry?.value === null ? null : entry;
    },
    look: (key) => lastOf(broker, stream, name, subjectOf(key)),
    list: async (prefix) => {
      const entries = new Map<string, Entry>();
      for await (const item of watch(new AbortController().signal, prefix)) {
        if (isCaughtUp(item)) break;
        entries.set(item.key, item);
      }
      return [...entries.values()].filter(({ value }) => value !== null);
    },
    watch,
  };
}

async function lastOf(
  broker: Broker,
  stream: string,
  bucket: string,
  subject: string,
): Promise<Entry | null> {
  try {
    const stored = await broker.jsm.streams.getMessage(stream, { last_by_subj: subject });
    if (!stored) return null;
    const { data: bytes, seq: position, time } = stored;
    return entryOf(bucket, { subject, bytes, position, storedAtMs: time.getTime() });
  } catch (cause) {
    throw brokerErrorOf(`reading ${subject}`, cause);
  }
}

/** A removal is an empty message. */
const entryOf = (
  bucket: string,
  { subject, bytes, position, storedAtMs }: Pick<Delivery, 'subject' | 'bytes' | 'position' | 'storedAtMs'>,
): Entry => ({
  key: subject.slice(`$KV.${bucket}.`.length),
  value: bytes.length === 0 ? null : (JSON.parse(new TextDecoder().decode(bytes)) as unknown),
  revision: position,
  storedAtMs,
});

function checked(key: string): string {
  if (/^[-\w=]+(\.[-\w=]+)*$/.test(key)) return key;
  throw new BrokerError('BODY_INVALID', `"${key}" cannot be a key`);
}
