import type { Msg, MsgHdrs } from '@nats-io/transport-node';

/** A stored message as a consumer delivers it. What a reader may not need is decoded when it is asked for. */
export class Delivery {
  /** In the stream. */
  readonly position: number;
  /** Counts what this consumer delivered, from 1: a hole is a loss on the way. */
  readonly delivered: number;
  /** Matching messages that were stored behind this one when it was sent. */
  readonly pending: number;
  readonly #nanoseconds: string;
  readonly #msg: Msg;

  constructor(msg: Msg, [position, delivered, nanoseconds, pending]: readonly string[]) {
    this.position = Number(position);
    this.delivered = Number(delivered);
    this.pending = Number(pending);
    this.#nanoseconds = nanoseconds!;
    this.#msg = msg;
  }

  get subject(): string {
    return this.#msg.subject;
  }

  get bytes(): Uint8Array {
    return this.#msg.data;
  }

  get headers(): MsgHdrs | undefined {
    return this.#msg.headers;
  }

  /** By the broker's clock: milliseconds since 1970. */
  get storedAtMs(): number {
    return Number(this.#nanoseconds) / 1e6;
  }
}

/**
 * The reply subject carries the numbers: `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<nanoseconds>.<pending>`,
 * with `<domain>.<account>` after `ACK` and a token at the end on newer servers. Null: not a stored message.
 */
export function deliveryOf(msg: Msg): Delivery | null {
  const { reply } = msg;
  if (!reply?.startsWith('$JS.ACK.')) return null;
  const tokens = reply.split('.');
  const first = tokens.length > 9 ? 7 : 5;
  return new Delivery(msg, tokens.slice(first, first + 4));
}

/**
 * Whether a commit stands elsewhere than its writer was told: one that a member of a cluster could not store is missing in its
 * copy, and all behind it have moved up (docs/adr/0011). Its writer said in a header what it follows.
 */
export function isMisplaced({ headers, position }: Delivery): boolean {
  const follows = headers?.get('Nats-Expected-Last-Sequence');
  return follows !== undefined && follows !== '' && Number(follows) !== position - 1;
}
