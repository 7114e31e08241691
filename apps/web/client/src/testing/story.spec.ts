import type { PlanId, TaskKey } from '@headrace/events';
import { encodeCommit } from '@headrace/events';
import { countStates } from '../live/records.fold.ts';
import { createRecords } from '../live/records.store.svelte.ts';
import { worldStory } from './world.story.ts';

const story = worldStory();

describe('the story that pages are drawn from', () => {
  it('is made of commits that the log would take', () => {
    for (const { commit } of story) expect(() => encodeCommit(commit)).not.toThrow();
  });

  it('only goes forward', () => {
    for (const [index, { position, commit }] of story.entries()) {
      const before = story[index - 1];
      if (!before) continue;
      expect(position).toBeGreaterThan(before.position);
      expect(commit.at >= before.commit.at).toBe(true);
      expect(commit.prev).toBe(before.digest);
    }
    expect(story.at(-1)?.position).toBe(48_231);
  });

  it('folds to the moment of the mock-ups', () => {
    const records = createRecords();
    for (const commit of story) records.fold(commit);
    const states = (planId: string) =>
      countStates([...records.tasks.values()].filter((task) => task.planId === (planId as PlanId)));
    expect(states('tmc')).toEqual({
      done: 4,
      divided: 1,
      failed: 1,
      reviewing: 1,
      running: 2,
      verifying: 1,
      merging: 1,
      ready: 2,
      claimed: 1,
      blocked: 8,
    });
    expect(records.tasks.get('tmc.05' as TaskKey)).toMatchObject({
      state: 'running',
      fence: 2,
      runnerId: 'ams-build-2',
    });
    expect(states('flaky')).toMatchObject({ done: 86, running: 12 });
  });
});
