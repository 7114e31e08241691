import type { OrgId } from '../ids.ts';
import type { Broker } from './broker.ts';
import { BrokerError, apiCodes, brokerErrorOf, isApiError } from './broker.error.ts';
import type { Delivery } from './delivery.ts';
import { batches, headOf, type CaughtUp } from './reading.ts';
import type { Reading } from './pull.session.ts';
import { storedCommitOf, type StoredCommit } from './stored.commit.ts';
import { areApart, matcherOf } from './subject.pattern.ts';
import { eventStreamOf } from './subjects.ts';

export type RangeOptions = {
  /** The position before the first one that is read; 0 from the beginning. */
  readonly after: number;
  /** The last position that is read; the head when it is missing or beyond. */
  readonly until?: number;
  /** Only these subjects, which may have wildcards: `evt.main.acme.plan.*`. */
  readonly subjects?: readonly string[];
  readonly signal?: AbortSignal;
};

/**
 * The commits of a shard in `(after, until]`, in order. Ends there; throws when aborted, so that a part is never taken
 * for the whole. Errors: UPGRADE_NEEDED, LOG_DAMAGED, LOG_UNAVAILABLE, BROKER_UNREACHABLE, BROKER_REFUSED.
 */
export async function* readRange(
  broker: Broker,
  shard: string,
  { after, until = Infinity, subjects = [], signal = new AbortController().signal }: RangeOptions,
): AsyncGenerator<StoredCommit, void, undefined> {
  const end = Math.min(until, await headOf(broker, eventStreamOf(shard)));
  if (after >= end) return;
  const { reading, fits } = plannedFor(broker, shard, after, subjects);
  const whole = reading.subjects ? reading : { ...reading, until: end };
  for await (const { items, caughtUp } of batches(broker, whole, signal)) {
    for (const item of items) {
      signal.throwIfAborted();
      if (item.position > end) return;
      if (fits(item)) yield storedCommitOf(item);
      if (item.position === end) return;
    }
    if (caughtUp !== null) return;
  }
  signal.throwIfAborted();
}

export type FollowOptions = {
  readonly after: number;
  readonly subjects?: readonly string[];
  readonly signal: AbortSignal;
};

/**
 * The commits of a shard behind `after`, for ever, each once and in order, over every outage of the broker; and a mark
 * `{caughtUp, position}` each time that nothing more is stored: the host is live then. Ends when aborted. Errors as
 * `readRange`, but what the broker cannot do for a while is waited out once reading has begun.
 */
export async function* follow(
  broker: Broker,
  shard: string,
  { after, subjects = [], signal }: FollowOptions,
): AsyncGenerator<StoredCommit | CaughtUp, void, undefined> {
  const { reading, fits } = plannedFor(broker, shard, after, subjects);
  for await (const { items, caughtUp } of batches(broker, reading, signal)) {
    for (const item of items) {
      if (signal.aborted) return;
      if (fits(item)) yield storedCommitOf(item);
    }
    if (caughtUp !== null) yield { caughtUp: true, position: caughtUp };
  }
}

/** The last position of a shard, 0 when nothing is stored. */
export const headPosition = (broker: Broker, shard: string): Promise<number> =>
  headOf(broker, eventStreamOf(shard));

/** Whether an org has commits in a shard; in one whose stream is not there it has none. Errors as `readRange`. */
export async function hasCommits(broker: Broker, shard: string, org: OrgId): Promise<boolean> {
  try {
    const commits = readRange(broker, shard, { after: 0, subjects: [`evt.${shard}.${org}.>`] });
    for await (const _ of commits) return true;
    return false;
  } catch (error) {
    if (error instanceof BrokerError && isApiError(error.cause, apiCodes.streamNotFound)) return false;
    throw error;
  }
}

/** The commit at a position, null when there is none. */
export async function readCommitAt(
  broker: Broker,
  shard: string,
  position: number,
): Promise<StoredCommit | null> {
  try {
    const stored = await broker.jsm.streams.getMessage(eventStreamOf(shard), { seq: position });
    return stored && storedCommitOf({ position, subject: stored.subject, bytes: stored.data });
  } catch (cause) {
    throw brokerErrorOf(`reading #${position}`, cause);
  }
}

/** How to read, and what of it is wanted. */
type ReadingPlan = { readonly reading: Reading; readonly fits: (item: Delivery) => boolean };

/**
 * Servers before 2.10 filter by one subject only, and newer ones by subjects that do not overlap; the rest is done here.
 * `fits` sees every item once, in order: without a filter, a hole in the positions is damage.
 */
function plannedFor(broker: Broker, shard: string, after: number, subjects: readonly string[]): ReadingPlan {
  const stream = eventStreamOf(shard);
  const byServer = subjects.length === 1 || (broker.features().filterSubjects && areApart(subjects));
  if (subjects.length > 0 && byServer) return { reading: { stream, after, subjects }, fits: () => true };
  const wanted = subjects.length === 0 ? null : matcherOf(subjects);
  let last = after;
  const fits = (item: Delivery) => {
    if (item.position !== last + 1)
      throw new BrokerError('LOG_DAMAGED', `#${last + 1} is missing: the next one is #${item.position}`);
    last = item.position;
    return wanted === null || wanted(item.subject);
  };
  return { reading: { stream, after }, fits };
}
