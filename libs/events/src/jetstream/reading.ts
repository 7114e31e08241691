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
 * server. Ends when aborted. Reads no more ahead of the caller than a window. Waits while the broker is away. Of several
 * copies one that differs from what was written, or ends before `until`, is left for another. Errors: LOG_DAMAGED when the
 * stream ends before `after`, or no copy is right; LOG_UNAVAILABLE and BROKER_REFUSED at the beginning, later they are
 * waited out too.
 */
export async function* batches(
  broker: Broker,
  reading: Reading,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  const cursor = { after: reading.after };
  const { until = 0 } = reading;
  for await (const { session, head } of sessions(broker, reading, cursor, signal)) {
    const isShort = () => cursor.after < until;
    const next = () => arrived(session, isShort() ? SHORT_MS : null);
    if (session.pending === 0 && !isShort()) yield { items: [], caughtUp: Math.max(cursor.after, head) };
    for (let items = await next(); items.length > 0; items = await next()) {
      if (signal.aborted) return;
      const last = items.at(-1)!;
      cursor.after = last.position;
      const isEnd = last.pending === 0 && session.isDrained() && !isShort();
      yield { items, caughtUp: isEnd ? last.position : null };
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
  let misplaced = 0;
  for (let failures = 0; !signal.aborted; failures++) {
    const opened = await open(broker, { ...reading, after: cursor.after }, signal, hasBegun);
    const began = cursor.after;
    if (opened) {
      hasBegun = true;
      yield* closing(opened, signal);
      if (cursor.after > began) failures = misplaced = 0;
      const at = opened.session.misplaced();
      if (at !== null && ++misplaced > COPIES_TRIED)
        throw new BrokerError(
          'LOG_DAMAGED',
          `#${at} of ${reading.stream} was not written as #${at}: a commit before it is gone`,
        );
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
  const { head, replicas } = await endOf(broker, reading.stream);
  if (reading.after > head)
    throw new BrokerError(
      'LOG_DAMAGED',
      `${reading.stream} ends at #${head} and was read up to #${reading.after}`,
    );
  return { session: await openPull(broker, reading, replicas > 1), head };
}

/** How long a copy may take to catch up with the one that leads. */
const SHORT_MS = 1_000;

/** The server chooses the copy that is read at random: with one of three damaged, all of so many times by 1 in 60,000. */
const COPIES_TRIED = 10;

/** Nothing: the session has broken and all that it brought was taken, or nothing came within `patienceMs`. */
async function arrived(session: PullSession, patienceMs: number | null): Promise<readonly Delivery[]> {
  for (;;) {
    const items = session.take();
    if (items.length > 0 || session.isBroken()) return items;
    if (patienceMs === null) await session.arrival();
    else if (!(await within(patienceMs, session.arrival()))) return [];
  }
}

async function within(ms: number, work: Promise<void>): Promise<boolean> {
  const clock = new AbortController();
  const late = delay(ms, false, { signal: clock.signal }).catch(() => false);
  return Promise.race([work.then(() => true), late]).finally(() => clock.abort());
}

/** At once after the first failure, then up to 2 s. */
const paused = (failures: number, signal: AbortSignal): Promise<unknown> =>
  delay(Math.min(2_000, failures * failures * 20), undefined, { signal }).catch(() => {}); // aborted: the loop ends
