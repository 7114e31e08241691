import type { Msg } from '@nats-io/transport-node';
import type { ErrorCode } from '../errors.ts';
import { apiCodes, meansFull } from './broker.error.ts';

/** What the stream answered to one append. `last`: where a refused one found the stream, when it says so. */
export type Ack =
  | { readonly ok: true; readonly position: number }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly last?: number };

/** A refusal is final: the message was not stored. */
export function ackOf(msg: Msg): Ack {
  if (msg.headers?.code === 503) return { ok: false, code: 'LOG_UNAVAILABLE', message: 'no stream answers' };
  const answer = msg.json<Answer>();
  if (answer.error) return refusalOf(answer.error);
  return { ok: true, position: answer.seq ?? 0 };
}

type ApiError = { err_code?: number; description?: string };
type Answer = { seq?: number; error?: ApiError };

function refusalOf({ err_code: number = 0, description = '' }: ApiError): Ack {
  const message = `${description} (${number})`;
  if (outOfTurn.has(number)) {
    const last = /wrong last sequence: (\d+)/.exec(description)?.[1];
    return { ok: false, code: 'STEPPED_DOWN', message, ...(last ? { last: Number(last) } : {}) };
  }
  return { ok: false, code: meansFull(number) ? 'LOG_FULL' : 'LOG_UNAVAILABLE', message };
}

const outOfTurn: ReadonlySet<number> = new Set([
  apiCodes.wrongLastSequence,
  apiCodes.wrongLastSequenceUnknown,
  apiCodes.wrongLastMessageId,
]);
