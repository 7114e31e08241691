import { setTimeout as delay } from 'node:timers/promises';
import { whileConnected, type Broker } from './broker.ts';
import { BrokerError, brokerErrorOf } from './broker.error.ts';
import type { Delivery } from './delivery.ts';
import { openPull, type PullSession, type Reading } from './pull.session.ts';

/** Nothing more is stored at the moment; `position` is the last one that is known. */
export type CaughtUp = { readonly caughtUp: true; readonly position: number };

export const isCaughtUp = <T extends object>(item: T | CaughtUp): item is CaughtUp => 'caughtUp' in item;

/** `caughtUp`: nothing more is stored behind `items`, and this is the last position that is known. */
export type Batch = { readonly items: readonly Delivery[]; readonly caughtUp: number | null };

/**
 * Everything behind `after`, then what is stored later, without gap or repeat over lost connections and restarts of the
 * server. Ends when aborted. Reads no more ahead of the caller than a window. Waits while the broker is away. Errors:
 * LOG_DAMAGED when the stream ends before `after`; LOG_UNAVAILABLE and BROKER_REFUSED at the beginning, later they are
 * waited out too.
 */
export async function* batches(
  broker: Broker,
  reading: Reading,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  const cursor = { after: reading.after };
  for await (const { session, head } of sessions(broker, reading, cursor, signal)) {
    if (session.pending === 0) yield { items: [], caughtUp: Math.max(cursor.after, head) };
    for (let items = await arrived(session); items.length > 0; items = await arrived(session)) {
      if (signal.aborted) return;
      const last = items.at(-1)!;
      cursor.after = last.position;
      yield { items, caughtUp: last.pending === 0 && session.isDrained() ? last.position : null };
    }
  }
}

/** The same one by one, with a mark whenever there is nothing more for now. */
export async function* deliveries(
  broker: Broker,
  reading: Reading,
  signal: AbortSignal,
): AsyncGenerator<Delivery | CaughtUp, void, undefined> {
  for await (const { items, caughtUp } of batches(broker, reading, signal)) {
    for (const item of items) {
      if (signal.aborted) return;
      yield item;
    }
    if (caughtUp !== null) yield { caughtUp: true, position: caughtUp };
  }
}

/** The position of the last stored message, 0 for an empty stream. Errors: LOG_UNAVAILABLE, BROKER_UNREACHABLE, BROKER_REFUSED. */
export const headOf = async (broker: Broker, stream: string): Promise<number> =>
  (await endOf(broker, stream)).head;

/** The same, and on how many servers it is stored. */
export async function endOf(broker: Broker, stream: string): Promise<{ head: number; replicas: number }> {
  try {
    const { state, config } = await broker.jsm.streams.info(stream);
    return { head: state.last_seq, replicas: config.num_replicas };
  } catch (cause) {
    throw brokerErrorOf(`stream ${stream}`, cause);
  }
}

type Opened = { readonly session: PullSession; readonly head: number };

/** One session after the other, each from the cursor on. */
async function* sessions(
  broker: Broker,
  reading: Reading,
  cursor: { readonly after: number },
  signal: AbortSignal,
): AsyncGenerator<Opened, void, undefined> {
  let hasBegun = false;
  for (let failures = 0; !signal.aborted; failures++) {
    const opened = await open(broker, { ...reading, after: cursor.after }, signal, hasBegun);
    const began = cursor.after;
    if (opened) {
      hasBegun = true;
      yield* closing(opened, signal);
      if (cursor.after > began) failures = 0;
    }
    if (!signal.aborted) await paused(failures, signal);
  }
}

/** Whatever ends it, the caller, the signal or an error, the consumer is removed from the server. */
async function* closing(opened: Opened, signal: AbortSignal): AsyncGenerator<Opened, void, undefined> {
  const close = () => void opened.session.close();
  signal.addEventListener('abort', close);
  try {
    if (!signal.aborted) yield opened;
  } finally {
    signal.removeEventListener('abort', close);
    await opened.session.close();
  }
}

/** Null: not now. Waits for the connection. */
async function open(
  broker: Broker,
  reading: Reading,
  signal: AbortSignal,
  hasBegun: boolean,
): Promise<Opened | null> {
  try {
    await broker.connected(signal);
    return await whileConnected(broker, begun(broker, reading), signal);
  } catch (cause) {
    if (signal.aborted) return null;
    const error = brokerErrorOf(`reading ${reading.stream}`, cause);
    const passes = error.code === 'BROKER_UNREACHABLE' || (hasBegun && error.code !== 'LOG_DAMAGED');
    if (passes && !broker.nc.isClosed()) return null;
    throw error;
  }
}

async function begun(broker: Broker, reading: Reading): Promise<Opened> {
  const head = await headOf(broker, reading.stream);
  if (reading.after > head)
    throw new BrokerError(
      'LOG_DAMAGED',
      `${reading.stream} ends at #${head} and was read up to #${reading.after}`,
    );
  return { session: await openPull(broker, reading), head };
}

/** Nothing: the session has broken, and all that it brought was taken. */
async function arrived(session: PullSession): Promise<readonly Delivery[]> {
  for (;;) {
    const items = session.take();
    if (items.length > 0 || session.isBroken()) return items;
    await session.arrival();
  }
}

/** At once after the first failure, then up to 2 s. */
const paused = (failures: number, signal: AbortSignal): Promise<unknown> =>
  delay(Math.min(2_000, failures * failures * 20), undefined, { signal }).catch(() => {}); // aborted: the loop ends
