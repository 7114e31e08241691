import {
  headers as newHeaders,
  nuid,
  type Msg,
  type MsgHdrs,
  type Subscription,
} from '@nats-io/transport-node';
import { MAX_COMMIT_BYTES } from '../commit.ts';
import { ackOf } from './append.ack.ts';
import { AppendError } from './append.error.ts';
import type { Broker } from './broker.ts';
import { endOf } from './reading.ts';
import { Queue } from './queue.ts';
import { recoverTail, type Recovery } from './shard.recovery.ts';
import { eventStreamOf } from './subjects.ts';

export type WriterOptions = {
  readonly shard: string;
  /** What the host's state is folded up to: the first append follows it, or is refused. Without it, the head. */
  readonly at?: number;
  /** Appends that are sent and not yet acknowledged; more wait their turn. 256, and 1 on a cluster, whatever is said here. */
  readonly maxInFlight?: number;
  /** The outcome of an append that is not answered for so long is unknown. */
  readonly timeoutMs?: number;
};

/** Repeats the commit's main facts, for people and filters. `recover` knows a commit by its `Headrace-Command`. */
export type AppendHeaders = { readonly 'Headrace-Command': string } & Readonly<Record<string, string>>;

/**
 * The one writer of a shard. It knows the next position, so it does not wait for one append before it sends the next.
 * With the first append that fails it stops: that one and all behind it reject with an AppendError, and so does every
 * new one, until `recover()` has found out what landed.
 */
export type ShardWriter = {
  /** Up to here everything is acknowledged. */
  position(): number;
  /** How many appends it sends before the first of them is acknowledged. */
  capacity(): number;
  /** Resolves with the position, in the order of the calls. Rejects with AppendError. */
  append(subject: string, bytes: Uint8Array, headers: AppendHeaders): Promise<number>;
  /**
   * After a failure: waits for the broker, then says which appends landed. The host drops its state, folds the log up to
   * `position` and decides again. When somebody else has written (`steppedDown`), this writer stays stopped for good.
   */
  recover(signal?: AbortSignal): Promise<Recovery>;
  close(): void;
};

/**
 * A stream with copies is written one append after the other: members that fall behind and catch up do not know the last
 * message id, and with more appends under way nothing else keeps a stranger out of their midst (docs/adr/0009).
 * Errors: LOG_UNAVAILABLE, BROKER_UNREACHABLE, BROKER_REFUSED.
 */
export async function openShardWriter(broker: Broker, options: WriterOptions): Promise<ShardWriter> {
  const { head, replicas } = await endOf(broker, eventStreamOf(options.shard));
  const { maxInFlight = 256, at = head } = options;
  return new PipelinedWriter(broker, { ...options, maxInFlight: replicas > 1 ? 1 : maxInFlight }, at);
}

type Append = {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly headers: AppendHeaders;
  readonly resolve: (position: number) => void;
  readonly reject: (error: AppendError) => void;
};
type Flying = Append & { readonly sentAtMs: number };

class PipelinedWriter implements ShardWriter {
  readonly #broker: Broker;
  readonly #options: Required<Omit<WriterOptions, 'at'>>;
  readonly #id = nuid.next();
  /** By position, in order. */
  readonly #flying = new Map<number, Flying>();
  readonly #waiting = new Queue<Append>();
  #sent: number;
  /** Grows with each recovery: late answers to an earlier round find nobody. */
  #round = 0;
  #stopped: AppendError | null = null;
  /** Commands whose appends were sent and not answered when we stopped. */
  #unsettled: string[] = [];
  readonly #inbox: string;
  readonly #subscription: Subscription;
  readonly #unwatch: () => void;

  constructor(
    broker: Broker,
    { shard, maxInFlight, timeoutMs = 5_000 }: WriterOptions & { readonly maxInFlight: number },
    at: number,
  ) {
    this.#broker = broker;
    this.#options = { shard, maxInFlight, timeoutMs };
    this.#sent = at;
    this.#inbox = broker.inbox();
    this.#subscription = broker.nc.subscribe(`${this.#inbox}.>`, { callback: (_, msg) => this.#settle(msg) });
    this.#unwatch = this.#watch();
  }

  position(): number {
    const [oldest] = this.#flying.keys();
    return oldest === undefined ? this.#sent : oldest - 1;
  }

  capacity = (): number => this.#options.maxInFlight;

  append(subject: string, bytes: Uint8Array, headers: AppendHeaders): Promise<number> {
    return new Promise((resolve, reject) => {
      if (bytes.length > MAX_COMMIT_BYTES) return reject(tooLarge(bytes.length));
      if (this.#stopped) return reject(notSent(this.#stopped));
      this.#waiting.push({ subject, bytes, headers, resolve, reject });
      this.#send();
    });
  }

  async recover(signal?: AbortSignal): Promise<Recovery> {
    this.#stop('LOG_UNAVAILABLE', 'the writer recovers');
    const recovery = await recoverTail(
      this.#broker,
      { shard: this.#options.shard, after: this.#sent, writer: this.#id, commands: this.#unsettled },
      signal,
    );
    if (recovery.steppedDown) return recovery;
    this.#sent = recovery.position;
    this.#unsettled = [];
    this.#round++;
    this.#stopped = null;
    return recovery;
  }

  close(): void {
    this.#stop('LOG_UNAVAILABLE', 'the writer was closed');
    this.#unwatch();
    if (!this.#broker.nc.isClosed()) this.#subscription.unsubscribe();
  }

  #send(): void {
    if (!this.#broker.isConnected()) return this.#stop('LOG_UNAVAILABLE', 'the connection is lost');
    while (this.#flying.size < this.#options.maxInFlight) {
      const append = this.#waiting.shift();
      if (!append) return;
      const headers = this.#headersOf(append, ++this.#sent);
      this.#flying.set(this.#sent, { ...append, sentAtMs: performance.now() });
      const reply = `${this.#inbox}.${this.#round}.${this.#sent}`;
      this.#broker.nc.publish(append.subject, append.bytes, { headers, reply });
    }
  }

  /**
   * The expected sequence alone is not enough: when another writer takes a position that one of ours was meant for, ours
   * is refused, and the next of ours would land behind the stranger. So each names the one before it as well, while that
   * one is in flight. What is acknowledged needs no name, and after a restart the server knows none.
   */
  #headersOf({ headers }: Append, position: number): MsgHdrs {
    const all = newHeaders();
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    all.set('Headrace-Writer', this.#id);
    all.set('Nats-Msg-Id', `${this.#id}.${this.#round}.${position}`);
    all.set('Nats-Expected-Last-Sequence', String(position - 1));
    if (this.#flying.has(position - 1))
      all.set('Nats-Expected-Last-Msg-Id', `${this.#id}.${this.#round}.${position - 1}`);
    return all;
  }

  #settle(msg: Msg): void {
    const [round, position] = msg.subject.slice(this.#inbox.length + 1).split('.').map(Number); // prettier-ignore
    const append = round === this.#round ? this.#flying.get(position!) : undefined;
    if (!append) return;
    const ack = ackOf(msg);
    if (!ack.ok) return this.#stop(ack.code, ack.message, position);
    if (ack.position !== position)
      return this.#stop('LOG_DAMAGED', `#${position} was stored at #${ack.position}`);
    this.#flying.delete(position);
    append.resolve(position);
    this.#send();
  }

  /** `refused`: the position of the append that the server has said no to; all others in flight are unknown. */
  #stop(code: AppendError['code'], message: string, refused?: number): void {
    if (this.#stopped) return;
    this.#stopped = new AppendError('refused', code, message);
    const position = this.position();
    for (const [at, { headers, reject }] of this.#flying) {
      if (at !== refused) this.#unsettled.push(headers['Headrace-Command']);
      reject(at === refused ? this.#stopped : new AppendError('unknown', code, message));
    }
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
      next.reject(notSent(this.#stopped));
    this.#flying.clear();
    this.#sent = position;
  }

  #watch(): () => void {
    const { timeoutMs } = this.#options;
    const overdue = setInterval(() => {
      const [oldest] = this.#flying.values();
      if (oldest && performance.now() - oldest.sentAtMs > timeoutMs)
        this.#stop('LOG_UNAVAILABLE', `no answer within ${timeoutMs} ms`);
    }, timeoutMs / 4).unref();
    const stopListening = this.#broker.onStatus(
      (status) => status === 'lost' && this.#stop('LOG_UNAVAILABLE', 'the connection was lost'),
    );
    return () => {
      clearInterval(overdue);
      stopListening();
    };
  }
}

const notSent = ({ code, message }: AppendError) => new AppendError('refused', code, `not sent: ${message}`);

const tooLarge = (bytes: number) =>
  new AppendError('refused', 'DECISION_TOO_LARGE', `${bytes} bytes are over ${MAX_COMMIT_BYTES}`);
