import { jest } from '@jest/globals';
import type { RecordedCommit } from '@headrace/events';
import { worldStory } from '../testing/world.story.ts';
import type { Feed, FeedListener } from './feed.ts';
import { createLive } from './live.store.svelte.ts';
import { createRecords } from './records.store.svelte.ts';

const story = worldStory();

/** A feed that a test drives by hand. */
function feedByHand() {
  const opened: { after: number; listener: FeedListener; isClosed: boolean }[] = [];
  const feed: Feed = {
    open(after, listener) {
      const one = { after, listener, isClosed: false };
      opened.push(one);
      return { close: () => (one.isClosed = true) };
    },
  };
  return { feed, opened, last: () => opened.at(-1)! };
}

function following() {
  const records = createRecords();
  const hand = feedByHand();
  const live = createLive(hand.feed, records);
  live.start({ shard: 'main', position: 0, head: story.at(-1)!.position, runners: [] });
  hand.last().listener.opened();
  const send = (commits: readonly RecordedCommit[]) =>
    commits.forEach((commit) => hand.last().listener.commit(commit));
  return { records, live, hand, send };
}

describe('following the log', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('folds what comes, together at most ten times a second', () => {
    const { live, records, send } = following();
    send(story.slice(0, 50));
    expect(live.position).toBe(0);
    jest.advanceTimersByTime(100);
    expect(live.position).toBe(story[49]!.position);
    expect(records.plans.size).toBeGreaterThan(0);
    expect(live.commits).toHaveLength(50);
  });

  it('comes back where it was, and folds nothing twice', () => {
    const { live, hand, send } = following();
    send(story.slice(0, 30));
    hand.last().listener.lost('connection');
    expect(live.state).toBe('offline');
    jest.advanceTimersByTime(1000);
    expect(hand.opened.map(({ after }) => after)).toEqual([0, story[29]!.position]);
    hand.last().listener.opened();
    send(story.slice(20, 60)); // a server that repeats does no harm
    jest.advanceTimersByTime(100);
    expect(live.commits.map(({ position }) => position)).toEqual(
      story.slice(0, 60).map(({ position }) => position),
    );
    expect(live.state).toBe('live');
  });

  it('goes on from a position that a filter left out', () => {
    const { hand } = following();
    hand.last().listener.position(500, 900);
    hand.last().listener.lost('connection');
    jest.advanceTimersByTime(1000);
    expect(hand.last().after).toBe(500);
  });

  it('waits longer each time, and says until when', () => {
    const { live, hand } = following();
    const waits = [1000, 2000, 4000].map((ms) => {
      hand.last().listener.lost('connection');
      const wait = live.retryAt! - Date.now();
      jest.advanceTimersByTime(ms);
      return wait;
    });
    expect(waits).toEqual([1000, 2000, 4000]);
    const since = live.offlineSince;
    hand.last().listener.lost('connection');
    expect(live.offlineSince).toBe(since);
  });

  it('comes back at once when a person asks', () => {
    const { live, hand } = following();
    hand.last().listener.lost('connection');
    live.retry();
    expect(hand.opened).toHaveLength(2);
    jest.advanceTimersByTime(5000);
    expect(hand.opened).toHaveLength(2);
  });

  it('stops at what it does not know', () => {
    const { live, hand } = following();
    hand.last().listener.lost('upgrade');
    jest.advanceTimersByTime(60_000);
    expect([live.state, hand.opened.length]).toEqual(['upgrade', 1]);
  });

  it('says when a position is shown', async () => {
    const { live, send } = following();
    const shown = jest.fn();
    void live.reached(story[4]!.position).then(shown);
    send(story.slice(0, 4));
    await jest.advanceTimersByTimeAsync(100);
    expect(shown).not.toHaveBeenCalled();
    send(story.slice(4, 5));
    await jest.advanceTimersByTimeAsync(100);
    expect(shown).toHaveBeenCalled();
  });

  it('ends', () => {
    const { live, hand } = following();
    live.stop();
    expect(hand.last().isClosed).toBe(true);
  });
});
