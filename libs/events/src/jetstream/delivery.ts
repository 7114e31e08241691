import type { Msg, MsgHdrs } from '@nats-io/transport-node';

/** A stored message as a consumer delivers it. */
export type Delivery = {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly headers: MsgHdrs | undefined;
  /** In the stream. */
  readonly position: number;
  /** Counts what this consumer delivered, from 1: a hole is a loss on the way. */
  readonly delivered: number;
  /** Matching messages that were stored behind this one when it was sent. */
  readonly pending: number;
  /** When it was stored, by the broker's clock: milliseconds since 1970. */
  readonly storedAtMs: number;
};

/**
 * The reply subject carries the numbers: `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<nanoseconds>.<pending>`,
 * with `<domain>.<account>` after `ACK` on newer servers. Null: not a stored message.
 */
export function deliveryOf({ subject, data, headers, reply }: Msg): Delivery | null {
  const tokens = reply?.split('.') ?? [];
  if (tokens[0] !== '$JS' || tokens[1] !== 'ACK' || tokens.length < 9) return null;
  const first = tokens.length > 9 ? 7 : 5; // prettier-ignore
  return {
    subject,
    bytes: data,
    headers,
    position: Number(tokens[first]),
    delivered: Number(tokens[first + 1]),
    storedAtMs: Number(tokens[first + 2]) / 1e6,
    pending: Number(tokens[first + 3]),
  };
}
