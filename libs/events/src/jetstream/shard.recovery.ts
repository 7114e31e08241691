import { headers as newHeaders } from '@nats-io/transport-node';
import { setTimeout as delay } from 'node:timers/promises';
import { ackOf } from './append.ack.ts';
import { whileConnected, type Broker } from './broker.ts';
import { BrokerError, brokerErrorOf } from './broker.error.ts';
import { deliveries, headOf, isCaughtUp } from './reading.ts';
import { eventStreamOf } from './subjects.ts';

/** What became of the appends in doubt. */
export type Recovery = {
  /** The head of the log: the host folds up to here before it decides again. */
  readonly position: number;
  /** By command id, where it stands. */
  readonly landed: ReadonlyMap<string, number>;
  /** Command ids of appends that are not in the log. */
  readonly lost: readonly string[];
  /** Somebody else has written behind our last acknowledged append. */
  readonly steppedDown: boolean;
};

export type Tail = {
  readonly shard: string;
  /** The last position that is known to be ours. */
  readonly after: number;
  readonly writer: string;
  readonly commands: readonly string[];
};

/** Tries until it knows, or until aborted. Errors: LOG_DAMAGED when acknowledged commits are gone, BROKER_REFUSED. */
export async function recoverTail(broker: Broker, tail: Tail, signal?: AbortSignal): Promise<Recovery> {
  for (let failures = 0; ; failures++) {
    signal?.throwIfAborted();
    try {
      await broker.connected(signal);
      return await whileConnected(broker, readTail(broker, tail, signal), signal);
    } catch (cause) {
      signal?.throwIfAborted();
      const error = brokerErrorOf('recovering', cause);
      if (error.code === 'LOG_DAMAGED' || error.code === 'BROKER_REFUSED' || broker.nc.isClosed())
        throw error;
      await delay(Math.min(1_000, 20 * 2 ** failures), undefined, { signal });
    }
  }
}

async function readTail(broker: Broker, tail: Tail, signal?: AbortSignal): Promise<Recovery> {
  const position = await settledHead(broker, tail.shard);
  const landed = new Map<string, number>();
  let steppedDown = false;
  for await (const { position: at, writer, command } of authors(broker, tail, position, signal)) {
    if (writer !== tail.writer) steppedDown = true;
    else if (command !== undefined) landed.set(command, at);
  }
  const lost = tail.commands.filter((command) => !landed.has(command));
  return { position, landed, lost, steppedDown };
}

/**
 * The head once nothing of ours is under way any more. An append that expects an impossible position goes through the
 * same queue as those in doubt and is always refused; its answer says that they have been dealt with.
 */
async function settledHead(broker: Broker, shard: string): Promise<number> {
  for (;;) {
    const last = await barrier(broker, shard);
    const head = await headOf(broker, eventStreamOf(shard));
    if (last === undefined || last === head) return head;
  }
}

/** Where the stream said that it is, if it said so. */
async function barrier(broker: Broker, shard: string): Promise<number | undefined> {
  const headers = newHeaders();
  headers.set('Nats-Expected-Last-Sequence', String(Number.MAX_SAFE_INTEGER));
  const msg = await broker.nc.request(`evt.${shard}.barrier`, undefined, { headers, timeout: 5_000 });
  const ack = ackOf(msg);
  if (ack.ok)
    throw new BrokerError('LOG_DAMAGED', `#${ack.position} is a barrier that should have been refused`);
  if (ack.code === 'LOG_UNAVAILABLE') throw new BrokerError(ack.code, ack.message);
  return ack.last;
}

/** Who wrote what behind our last acknowledged append. */
async function* authors(broker: Broker, { shard, after }: Tail, head: number, signal?: AbortSignal) {
  if (head < after)
    throw new BrokerError('LOG_DAMAGED', `the log ends at #${head}, #${after} was acknowledged`);
  if (head === after) return;
  const reading = { stream: eventStreamOf(shard), after };
  for await (const item of deliveries(broker, reading, signal ?? new AbortController().signal)) {
    if (isCaughtUp(item)) continue;
    const { position, headers } = item;
    yield { position, writer: headers?.get('Headrace-Writer'), command: headers?.get('Headrace-Command') };
    if (position >= head) return;
  }
}
