import fc from 'fast-check';
import type { OrgState } from '../org/org.state.ts';
import { dump, keyOf } from '../testing/dump.ts';
import { editSomething } from '../testing/edit.moves.ts';
import { expectSound } from '../testing/invariants.ts';
import { move, moves, setUp } from '../testing/moves.arbitrary.ts';
import { expectSameViews } from '../testing/same.views.ts';
import { submitPlan } from '../testing/plan.arbitrary.ts';
import { act, beginStory, refold, type Story } from '../testing/story.ts';

const done = ({ plans }: OrgState): readonly string[] =>
  [...plans.values()].flatMap(({ tasks }) =>
    [...tasks.values()].filter(({ life }) => life.status === 'done').map(keyOf),
  );

/** A patch before every third step of a running plan. */
const everyEditedStory = (check: (story: Story) => void, each: (story: Story) => void = () => undefined) =>
  fc.assert(
    fc.property(submitPlan('p'), moves(120), (submitted, tried) => {
      const story = beginStory();
      setUp(story);
      act(story, submitted);
      for (const [i, step] of tried.entries()) {
        move(story, step);
        if (i % 3) continue;
        const before = done(story.state);
        editSomething(story, [...story.state.plans.values()][0], [step.a, step.b, step.c]);
        expect(done(story.state)).toEqual(expect.arrayContaining([...before]));
        each(story);
      }
      check(story);
    }),
    { numRuns: 30, endOnFailure: true },
  );

describe('patches of a running plan, good and bad', () => {
  it('leave it sound: no cycle, nothing ready too early, no done task lost', () =>
    everyEditedStory(() => undefined, expectSound));

  it('tell readers what they tell deciders', () =>
    everyEditedStory(({ state, log }) => expectSameViews(state, log)));

  it('fold in two parts as they fold in one', () =>
    everyEditedStory(({ state, log }) => {
      const half = Math.floor(log.length / 2);
      expect(dump(refold(log.slice(half), refold(log.slice(0, half))))).toBe(dump(state));
    }));
});
