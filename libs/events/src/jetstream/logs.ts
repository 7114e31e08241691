import type { AttemptId, OrgId } from '../ids.ts';
import type { Broker } from './broker.ts';
import { BrokerError, apiCodes, brokerErrorOf, isApiError } from './broker.error.ts';
import type { Delivery } from './delivery.ts';
import { deliveries, isCaughtUp, type CaughtUp } from './reading.ts';
import { storeIn } from './store.ts';
import { LOG_STREAM, logSubjectOf } from './subjects.ts';

/** The log of one attempt. Lines are counted from 0. */
export type LogRef = { readonly org: OrgId; readonly attemptId: AttemptId };

export type LogLines = { readonly firstLine: number; readonly lines: readonly string[] };

/** Bytes of one chunk, line ends included. */
export const MAX_LOG_BYTES = 64 * 1024;

/** Errors of all: LOG_UNAVAILABLE, LOG_FULL, BROKER_UNREACHABLE, BROKER_REFUSED. */
export type Logs = {
  /** One chunk. A chunk that was sent twice is read once. Errors also: BODY_TOO_LARGE, BODY_INVALID (a line end in a line). */
  append(ref: LogRef, chunk: LogLines): Promise<void>;
  /** The number of the line that comes next, 0 for a log that does not exist. */
  nextLine(ref: LogRef): Promise<number>;
  /** From line `from` to what is stored now. The first chunk begins later when retention has removed the beginning. */
  read(ref: LogRef, from: number, signal?: AbortSignal): AsyncGenerator<LogLines, void, undefined>;
  /** The same, and for ever; a mark whenever there is nothing more for now. Ends when aborted. */
  follow(
    ref: LogRef,
    from: number,
    signal: AbortSignal,
  ): AsyncGenerator<LogLines | CaughtUp, void, undefined>;
};

export const openLogs = (broker: Broker): Logs => ({
  append: (ref, chunk) => append(broker, ref, chunk),
  nextLine: async (ref) => {
    const last = await chunkAt(broker, { last_by_subj: subjectOf(ref) });
    return last ? last.firstLine + last.count : 0;
  },
  read: async function* (ref, from, signal = new AbortController().signal) {
    for await (const item of followed(broker, ref, from, signal)) {
      if (isCaughtUp(item)) return;
      yield item;
    }
    signal.throwIfAborted();
  },
  follow: (ref, from, signal) => followed(broker, ref, from, signal),
});

const subjectOf = ({ org, attemptId }: LogRef) => logSubjectOf(org, attemptId);

async function append(broker: Broker, ref: LogRef, { firstLine, lines }: LogLines): Promise<void> {
  if (lines.some((line) => line.includes('\n')))
    throw new BrokerError('BODY_INVALID', 'a log line with a line end in it would be counted as two');
  const bytes = new TextEncoder().encode(lines.join('\n'));
  if (bytes.length > MAX_LOG_BYTES)
    throw new BrokerError('BODY_TOO_LARGE', `${bytes.length} bytes of log at once, at most ${MAX_LOG_BYTES}`);
  const headers = { [firstLineHeader]: String(firstLine), [countHeader]: String(lines.length) };
  await storeIn(broker, LOG_STREAM, subjectOf(ref), bytes, headers);
}

async function* followed(
  broker: Broker,
  ref: LogRef,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<LogLines | CaughtUp, void, undefined> {
  const reading = {
    stream: LOG_STREAM,
    subjects: [subjectOf(ref)],
    after: await positionBefore(broker, ref, from),
  };
  let next = from;
  for await (const item of deliveries(broker, reading, signal)) {
    if (isCaughtUp(item)) {
      yield item;
      continue;
    }
    const { firstLine, lines } = linesFrom(next, item);
    if (lines.length === 0) continue;
    next = firstLine + lines.length;
    yield { firstLine, lines };
  }
}

/** What a chunk adds: nothing, when it was sent twice. */
function linesFrom(next: number, { headers, bytes }: Delivery): LogLines {
  const firstLine = Number(headers?.get(firstLineHeader) ?? 0);
  const lines = new TextDecoder().decode(bytes).split('\n');
  const known = Math.max(0, next - firstLine);
  return { firstLine: firstLine + known, lines: lines.slice(known) };
}

/**
 * The position before the chunk that holds a line, found by halving: a log of a million lines has tens of thousands of
 * chunks, and reading all of them to show the last page would take seconds.
 */
async function positionBefore(broker: Broker, ref: LogRef, line: number): Promise<number> {
  if (line <= 0) return 0;
  const subject = subjectOf(ref);
  const from = (seq: number) => chunkAt(broker, { seq, next_by_subj: subject });
  const [first, last] = await Promise.all([from(1), chunkAt(broker, { last_by_subj: subject })]);
  if (!first || !last || first.firstLine > line) return 0;
  let low = first.position; // a chunk that begins at the line or before it
  let high = last.position; // nothing behind it does
  while (low < high) {
    const chunk = await from(Math.ceil((low + high) / 2));
    if (chunk && chunk.firstLine <= line) low = chunk.position;
    else high = Math.ceil((low + high) / 2) - 1;
  }
  return low - 1;
}

type Chunk = { position: number; firstLine: number; count: number };
type Query = { last_by_subj: string } | { seq: number; next_by_subj: string };

async function chunkAt(broker: Broker, query: Query): Promise<Chunk | null> {
  try {
    const stored = await broker.jsm.direct.getMessage(LOG_STREAM, query);
    if (!stored) return null;
    const number = (name: string) => Number(stored.header.get(name) || 0);
    return { position: stored.seq, firstLine: number(firstLineHeader), count: number(countHeader) };
  } catch (cause) {
    if (isApiError(cause, apiCodes.noMessageFound)) return null;
    throw brokerErrorOf('looking for a log line', cause);
  }
}

const firstLineHeader = 'Headrace-First-Line';
const countHeader = 'Headrace-Lines';
