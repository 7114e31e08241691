import { AckPolicy, DeliverPolicy, ReplayPolicy, type ConsumerConfig } from '@nats-io/jetstream';
import { nanos, nuid, type Msg } from '@nats-io/transport-node';
import type { Broker } from './broker.ts';
import { deliveryOf, isMisplaced, type Delivery } from './delivery.ts';
import { Queue } from './queue.ts';

/** What to read: everything behind `after`, or what matches one of `subjects`. */
export type Reading = {
  readonly stream: string;
  readonly after: number;
  readonly subjects?: readonly string[];
  /** There is more up to here: a copy that ends before has to catch up, or is not read. */
  readonly until?: number;
};

/**
 * One short-lived consumer on the server. It is pulled from, so that a slow reader is not flooded: what is asked for and
 * what is buffered never exceed the window. It breaks with the connection, or when a message is missed; then its owner
 * opens another one behind the last message that it took.
 */
export type PullSession = {
  /** Matching messages that were stored when it began. */
  readonly pending: number;
  /** What has arrived, in order, a few hundred at most. */
  take(): readonly Delivery[];
  /** Resolves when there is something to take, or when the session broke. */
  arrival(): Promise<void>;
  /** Nothing is buffered. */
  isDrained(): boolean;
  isBroken(): boolean;
  /** Where the copy that is read differs from what was written; it broke for that. */
  misplaced(): number | null;
  /** Removes the consumer; one that cannot be reached removes itself. */
  close(): Promise<void>;
};

const expiresMs = 20_000;
const heartbeatMs = 4_000;
const abandonedMs = 30_000;
const windowBytes = 8 * 1024 * 1024;
const largestWindow = 8_192;
const smallestWindow = 16;
const largestBatch = 256;

/** `isCopied`: several servers have it, and each may be the one that answers. Rejects with what the server or the connection says. */
export async function openPull(broker: Broker, reading: Reading, isCopied: boolean): Promise<PullSession> {
  const name = `hr_${nuid.next()}`;
  const info = await broker.jsm.consumers.add(reading.stream, consumerOf(name, reading));
  return pullFrom(broker, { stream: reading.stream, consumer: name, pending: info.num_pending, isCopied });
}

const consumerOf = (name: string, { after, subjects = [] }: Reading): Partial<ConsumerConfig> => ({
  name,
  ...(after > 0
    ? { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: after + 1 }
    : { deliver_policy: DeliverPolicy.All }),
  ack_policy: AckPolicy.None,
  replay_policy: ReplayPolicy.Instant,
  mem_storage: true,
  num_replicas: 1,
  inactive_threshold: nanos(abandonedMs),
  ...(subjects.length === 1 ? { filter_subject: subjects[0]! } : {}),
  ...(subjects.length > 1 ? { filter_subjects: [...subjects] } : {}),
});

type Pull = { readonly id: number; left: number };

type Source = {
  readonly stream: string;
  readonly consumer: string;
  readonly pending: number;
  readonly isCopied: boolean;
};

function pullFrom(broker: Broker, { stream, consumer, pending, isCopied }: Source): PullSession {
  const { nc } = broker;
  const inbox = broker.inbox();
  const buffer = new Queue<Delivery>();
  let pulls: Pull[] = [];
  let nextPull = 1;
  let delivered = 0;
  let averageBytes = 1_024;
  let isBroken = false;
  let misplaced: number | null = null;
  let heardAt = performance.now();
  let wake = () => {};

  const sub = nc.subscribe(`${inbox}.*`, { callback: (error, msg) => (error ? fail() : receive(msg)) });
  const stopListening = broker.onStatus(() => fail());
  const watch = setInterval(() => {
    if (pulls.length > 0 && performance.now() - heardAt > 3 * heartbeatMs) fail();
  }, heartbeatMs);
  watch.unref();

  function receive(msg: Msg): void {
    if (isBroken) return;
    heardAt = performance.now();
    const delivery = deliveryOf(msg);
    if (!delivery) return attend(msg);
    if (delivery.delivered !== delivered + 1) return fail();
    if (isCopied && isMisplaced(delivery)) {
      misplaced = delivery.position;
      return fail();
    }
    delivered++;
    averageBytes += (msg.data.length - averageBytes) / 16;
    if (pulls[0] && --pulls[0].left === 0) pulls.shift();
    buffer.push(delivery);
    wake();
  }

  /** A status: a heartbeat, the end of a pull, or bad news. */
  function attend(msg: Msg): void {
    const code = msg.headers?.code ?? 0;
    if (code === 100) return;
    if (code !== 404 && code !== 408) return fail(); // deleted, shut down, no responders
    const id = Number(msg.subject.slice(inbox.length + 1));
    pulls = pulls.filter((pull) => pull.id !== id);
    refill();
  }

  function refill(): void {
    const size = Math.min(largestWindow, Math.max(smallestWindow, Math.floor(windowBytes / averageBytes)));
    const asked = pulls.reduce((sum, { left }) => sum + left, 0);
    const free = size - asked - buffer.size;
    if (isBroken || free < size / 2) return;
    const pull = { id: nextPull++, left: free };
    pulls.push(pull);
    const request = { batch: free, expires: nanos(expiresMs), idle_heartbeat: nanos(heartbeatMs) };
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
    nc.publish(subject, JSON.stringify(request), { reply: `${inbox}.${pull.id}` });
  }

  function take(): readonly Delivery[] {
    const deliveries = buffer.shiftMany(largestBatch);
    refill();
    return deliveries;
  }

  function fail(): void {
    isBroken = true;
    wake();
  }

  const arrival = () =>
    buffer.size > 0 || isBroken ? Promise.resolve() : new Promise<void>((resolve) => void (wake = resolve));

  async function close(): Promise<void> {
    fail();
    clearInterval(watch);
    stopListening();
    if (nc.isClosed()) return;
    sub.unsubscribe();
    if (broker.isConnected()) await broker.jsm.consumers.delete(stream, consumer).catch(() => false);
  }

  refill();
  const isDrained = () => buffer.size === 0;
  return { pending, take, arrival, isDrained, isBroken: () => isBroken, misplaced: () => misplaced, close };
}
