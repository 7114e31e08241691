/** @jest-environment node */
import type { Commit, RecordedCommit } from '@headrace/events';
import { worldStory } from '../testing/world.story.ts';
import { commitWords } from './event.words.ts';

const story = worldStory();
const said = (command: string, task: string) => {
  const found = story.find(
    ({ commit }) => commit.command.type === command && JSON.stringify(commit.events).includes(`"${task}"`),
  );
  return commitWords(found!.commit);
};

describe('a commit in one line', () => {
  it('says who it is about, the command, and the first events', () => {
    expect(said('SubmitPlan', 'tmc')).toEqual({
      glyph: 'ready',
      command: 'SubmitPlan',
      actor: 'lead',
      facts: 'PlanAdded tmc, 4 phases, TaskAdded 01, TaskAdded 02-apiexport, and 17 more',
      of: 'plan tmc',
    });
    expect(said('RegisterRunner', 'ams-build-1')).toMatchObject({
      of: 'runner ams-build-1',
      facts: 'RunnerRegistered ams-build-1, 12 slots',
    });
  });

  it('says how many commands it records, and of how many actors', () => {
    const [{ commit }] = story as [RecordedCommit];
    const batchOf = (...actors: string[]) => {
      const batch = actors.map((actor) => ({ command: { ...commit.command, actor }, events: 1 }));
      return commitWords({ ...commit, batch, events: actors.map(() => commit.events[0]) } as Commit);
    };
    const { type } = commit.command;
    expect(batchOf('person:ada', 'person:ada')).toMatchObject({ command: `${type} ×2`, actor: 'ada' });
    expect(batchOf('person:ada', 'runner:r1', 'person:ada')).toMatchObject({ actor: '2 actors' });
  });

  it('has the glyph of its gravest event', () => {
    expect(said('RecordLanding', '01').glyph).toBe('done');
    expect(said('ProposeSplit', '02-apiexport')).toMatchObject({ glyph: 'waiting' });
    const failed = story.find(({ commit }) =>
      commit.events.some((event) => event.type === 'GateReported' && event.result.verdict === 'failed'),
    );
    expect(commitWords(failed!.commit).glyph).toBe('failed');
  });

  it('can say every commit of the story', () => {
    for (const { commit } of story) expect(commitWords(commit).facts).not.toMatch(/undefined|\[object/);
  });
});
