import type { Commit, Digest } from '@headrace/events';
import { createRecall } from './recall.ts';

const commit = { events: [{ type: 'OrgCreated', org: 'main' }] } as unknown as Commit;
const ref = { sha256: 'a'.repeat(64) as Digest, bytes: 5, mediaType: 'text/plain' };

describe('what state only names', () => {
  it('is read once', async () => {
    const reads: string[] = [];
    const recall = createRecall({
      commitAt: async (position) => {
        reads.push(`#${position}`);
        return Promise.resolve({ commit, bytes: new Uint8Array(100) });
      },
      evidence: async () => {
        reads.push('evidence');
        return Promise.resolve(new TextEncoder().encode('brief'));
      },
    });
    for (const _ of [1, 2]) {
      expect(await recall.event({ position: 7, index: 0 })).toEqual(commit.events[0]);
      expect(await recall.text(ref)).toBe('brief');
    }
    expect(await recall.text('inline')).toBe('inline');
    expect(reads).toEqual(['#7', 'evidence']);
  });

  it('is read once also for many who ask at the same time', async () => {
    let reads = 0;
    const recall = createRecall({
      commitAt: () => {
        reads += 1;
        return Promise.resolve({ commit, bytes: new Uint8Array(100) });
      },
      evidence: () => Promise.resolve(null),
    });
    const asked = Array.from({ length: 100 }, () => recall.event({ position: 7, index: 0 }));
    expect(new Set(await Promise.all(asked)).size).toBe(1);
    expect(reads).toBe(1);
  });

  it('is asked for again when it could not be read', async () => {
    let isAway = true;
    const recall = createRecall({
      commitAt: () =>
        isAway ? Promise.reject(new Error('away')) : Promise.resolve({ commit, bytes: new Uint8Array(100) }),
      evidence: () => Promise.resolve(null),
    });
    await expect(recall.event({ position: 7, index: 0 })).rejects.toThrow('away');
    isAway = false;
    expect(await recall.event({ position: 7, index: 0 })).toEqual(commit.events[0]);
  });

  it('is not read when it has just been stored', async () => {
    const recall = createRecall({
      commitAt: () => Promise.reject(new Error('not asked')),
      evidence: () => Promise.resolve(null),
    });
    recall.remember({ position: 7, events: commit.events });
    expect(await recall.event({ position: 7, index: 0 })).toBe(commit.events[0]);
    await expect(recall.event({ position: 7, index: 1 })).rejects.toThrow('#7 has no event 1');
  });

  it('says so when a text was erased', async () => {
    const recall = createRecall({
      commitAt: () => Promise.reject(new Error('not asked')),
      evidence: () => Promise.resolve(null),
    });
    expect(await recall.text(ref)).toContain('not there any more');
  });
});
