import { StoredCommit, type CaughtUp } from '@headrace/events/jetstream';
import type { Commit } from '@headrace/events';
import { batchesOf } from './batches.ts';

const limits = { commits: 3, bytes: 100, waitMs: 60_000 };
const commit = (position: number, size = 1) =>
  new StoredCommit(position, 's', new Uint8Array(size), {} as Commit);
const caughtUp = (position: number): CaughtUp => ({ caughtUp: true, position });

async function* from(...items: (StoredCommit | CaughtUp)[]) {
  for (const item of items) yield await Promise.resolve(item);
}

async function positions(batches: AsyncIterable<readonly StoredCommit[]>): Promise<number[][]> {
  const all: number[][] = [];
  for await (const batch of batches) all.push(batch.map(({ position }) => position));
  return all;
}

describe('batches', () => {
  it('end where nothing more is stored', async () =>
    expect(await positions(batchesOf(from(commit(1), commit(2), caughtUp(2), commit(3)), limits))).toEqual([
      [1, 2],
      [3],
    ]));

  it('hold so many commits at most', async () =>
    expect(await positions(batchesOf(from(...[1, 2, 3, 4, 5].map((n) => commit(n))), limits))).toEqual([
      [1, 2, 3],
      [4, 5],
    ]));

  it('hold so many bytes, or one commit', async () =>
    expect(
      await positions(batchesOf(from(commit(1, 500), commit(2), commit(3, 99), commit(4)), limits)),
    ).toEqual([[1], [2, 3], [4]]));

  it('are never empty', async () =>
    expect(await positions(batchesOf(from(caughtUp(0), caughtUp(0)), limits))).toEqual([]));

  it('go on without what does not come', async () => {
    async function* stalled() {
      yield await Promise.resolve(commit(1));
      await new Promise(() => undefined); // for ever
    }
    const batches = batchesOf(stalled(), { ...limits, waitMs: 1 });
    expect((await batches.next()).value).toMatchObject([{ position: 1 }]);
  });

  it('fail with their source, after what it gave', async () => {
    async function* broken() {
      yield await Promise.resolve(commit(1));
      yield caughtUp(1);
      throw new Error('UPGRADE_NEEDED');
    }
    const batches = batchesOf(broken(), limits);
    expect((await batches.next()).value).toHaveLength(1);
    await expect(batches.next()).rejects.toThrow('UPGRADE_NEEDED');
  });
});
