import type { OrgId, Recorded, SubmitPlan } from '@headrace/events';
import fc from 'fast-check';
import { decide } from './decide.ts';
import { pickTasks } from './offer/offer.pick.ts';
import { createOrg } from './org/org.state.ts';
import { dump } from './testing/dump.ts';
import { claimable, expectSameViews, expectSound } from './testing/invariants.ts';
import { move, moves, offers, setUp, type Move } from './testing/moves.arbitrary.ts';
import { submitPlan } from './testing/plan.arbitrary.ts';
import { bringHome } from './testing/bring.home.ts';
import { act, beginStory, refold, send, type Story } from './testing/story.ts';

/** Raise it to look for what a hundred runs do not find. */
const RUNS = 100;

const plans = fc.tuple(submitPlan('p'), submitPlan('q'));

function begin(submitted: readonly SubmitPlan[]): Story {
  const story = beginStory();
  setUp(story);
  for (const plan of submitted) act(story, plan);
  return story;
}

const everyStory = (check: (story: Story, tried: readonly Move[]) => void, numRuns = RUNS) =>
  fc.assert(
    fc.property(plans, moves(200), (submitted, tried) => check(begin(submitted), tried)),
    { numRuns },
  );

describe('whatever is tried, in whatever order', () => {
  it('every commit leaves a sound state', () =>
    everyStory((story, tried) => {
      for (const each of tried) {
        move(story, each);
        expectSound(story);
      }
    }));

  it('views and deciders agree about every task', () =>
    everyStory((story, tried) => {
      for (const each of tried) move(story, each);
      expectSameViews(story.state, story.log);
    }));

  it('the index offers what a search through all tasks would find', () =>
    everyStory((story, tried) => {
      for (const each of tried) {
        move(story, each);
        for (const offer of Object.values(offers)) {
          const [best] = claimable(story, offer);
          const [picked] = pickTasks(story.state, offer, 1);
          expect(picked?.task.taskId).toBe(best?.taskId);
          if (best) expect(picked?.rank).toBe(claimable(story, null).indexOf(best));
        }
      }
    }));

  it('folding a prefix and then the rest, or all at once, gives the state that decided', () =>
    everyStory((story, tried) => {
      for (const each of tried) move(story, each);
      const half = Math.floor(story.log.length / 2);
      const inTwo = refold(story.log.slice(half), refold(story.log.slice(0, half)));
      expect(dump(inTwo)).toBe(dump(story.state));
      expect(dump(refold(story.log))).toBe(dump(story.state));
    }));
});

describe('an audit', () => {
  it('decides every command again, from the history before it, as it was decided', () =>
    everyStory((story, tried) => {
      for (const each of tried) move(story, each);
      const state = createOrg('main' as OrgId);
      for (const commit of commitsOf(story)) {
        const command = story.sent.find(({ id, at }) => id === commit[0]?.by && at === commit[0].at)!;
        expect(decide(command, state)).toEqual({ ok: true, value: commit.map(({ event }) => event) });
        refold(commit, state);
      }
    }));
});

function commitsOf({ log }: Story): readonly Recorded[][] {
  const commits = new Map<number, Recorded[]>();
  for (const recorded of log) {
    const { position } = recorded.ref;
    commits.set(position, [...(commits.get(position) ?? []), recorded]);
  }
  return [...commits.values()];
}

describe('a plan whose attempts succeed in the end', () => {
  it('is done', () =>
    everyStory((story, tried) => {
      for (const each of tried) move(story, each);
      bringHome(story);
      for (const { planId, status, outcome } of story.state.plans.values())
        expect([planId, status, outcome]).toEqual([planId, 'finished', 'done']);
      expectSound(story);
    }));
});

describe('a command that comes again', () => {
  it('changes nothing where it ended an attempt, however late', () =>
    everyStory((story, tried) => {
      for (const each of tried) move(story, each);
      const endings = story.log.flatMap(({ event, by }) =>
        endsAttempt(event.type) ? story.sent.find(({ id }) => id === by)! : [],
      );
      for (const ending of endings)
        expect([ending.type, send(story, ending, { id: ending.id })]).toEqual([
          ending.type,
          { ok: true, value: [] },
        ]);
    }));
});

const endsAttempt = (type: string): boolean =>
  ['AttemptFailed', 'ChangeOpened', 'AttemptCompleted', 'SplitProposed', 'ClaimExpired'].includes(type);
