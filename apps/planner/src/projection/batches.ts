import { isCaughtUp, type CaughtUp, type StoredCommit } from '@headrace/events/jetstream';
import { setTimeout as pause } from 'node:timers/promises';

export type BatchLimits = {
  readonly commits: number;
  readonly bytes: number;
  /** A batch that neither fills nor catches up goes on after so long: the source may be away. */
  readonly waitMs: number;
};

type Next = Promise<IteratorResult<StoredCommit | CaughtUp, void>>;

/**
 * Commits in batches: as many as came while the batch before was written, within the limits. Nothing waits once the
 * source says that nothing more is stored, so a single commit goes on at once.
 */
export async function* batchesOf(
  source: AsyncIterable<StoredCommit | CaughtUp, void>,
  limits: BatchLimits,
): AsyncGenerator<readonly StoredCommit[], void, undefined> {
  const commits = source[Symbol.asyncIterator]();
  let next: Next = commits.next();
  const take = () => {
    const item = next;
    next = commits.next();
    return item;
  };
  try {
    for (let more = true; more;) {
      const batch: StoredCommit[] = [];
      more = await fill(batch, () => next, take, limits);
      if (batch.length > 0) yield batch;
    }
  } finally {
    next.catch(() => undefined); // asked for, and no longer wanted
    void commits.return?.(); // not awaited: it waits for `next`, which may wait for ever until the source is aborted
  }
}

/** False when the source has ended. An item that comes too late for this batch stays for the next one. */
async function fill(
  batch: StoredCommit[],
  peek: () => Next,
  take: () => Next,
  limits: BatchLimits,
): Promise<boolean> {
  let timeout: Promise<null> | null = null;
  let bytes = 0;
  while (batch.length < limits.commits && bytes < limits.bytes) {
    const item = await (timeout ? Promise.race([peek(), timeout]) : peek());
    if (item === null) return true;
    if (item.done) return false;
    await take();
    if (isCaughtUp(item.value)) {
      if (batch.length > 0) return true;
      continue;
    }
    batch.push(item.value);
    bytes += item.value.bytes.length;
    timeout ??= pause(limits.waitMs, null, { ref: false });
  }
  return true;
}
