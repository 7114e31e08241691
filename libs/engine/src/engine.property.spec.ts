import { Event, type OrgId, type Recorded, type SubmitPlan } from '@headrace/events';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { decide } from './decide.ts';
import { usable } from './account/account.reads.ts';
import { pickTasks } from './offer/offer.pick.ts';
import { createOrg } from './org/org.state.ts';
import { expectNoClaimOfHeld, offerNow } from './testing/accounts.held.ts';
import { dump } from './testing/dump.ts';
import { claimable, expectSound } from './testing/invariants.ts';
import { move, moves, setUp, type Move } from './testing/moves.arbitrary.ts';
import { idOf, offers, runners } from './testing/moves.runners.ts';
import { expectCaps } from './testing/caps.ts';
import { endsAttempt, expectNoFollowerFollowed, expectOneAttempt, expectProven } from './testing/proven.ts';
import { expectSameViews } from './testing/same.views.ts';
import { submitPlan } from './testing/plan.arbitrary.ts';
import { bringHome, isHome } from './testing/bring.home.ts';
import { act, beginStory, refold, send, tasksIn, type Story } from './testing/story.ts';
import { statusOf } from './task/task.state.ts';

/** Raised from outside, to look for what these runs do not find; the seed that is printed repeats a run. */
const RUNS = Number(process.env['HEADRACE_PROPERTY_RUNS'] ?? 50);
const SEED = Number(process.env['HEADRACE_PROPERTY_SEED'] ?? Date.now() % 2 ** 31);
const MS_A_RUN = 600;
jest.setTimeout(Math.max(60_000, RUNS * MS_A_RUN));

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
    { numRuns, seed: SEED },
  );

describe('whatever is tried, in whatever order', () => {
  it('every commit leaves a sound state', () =>
    everyStory((story, tried) => {
      for (const each of tried) {
        move(story, each);
        expectSound(story);
      }
    }));

  it('nothing lands without its evidence, no task is tried twice at once, and no cap is exceeded', () =>
    everyStory((story, tried) => {
      for (const each of tried) move(story, each);
      bringHome(story);
      expectOneAttempt(story.log);
      expectCaps(story.log);
      expectNoFollowerFollowed(story.log);
      expectProven(story);
    }));

  it('nothing is claimed for an account while it is held', () =>
    everyStory((story, tried) => {
      for (const each of tried) move(story, each);
      bringHome(story);
      expectNoClaimOfHeld(story.log);
    }));

  it('views and deciders agree about everything', () =>
    everyStory((story, tried) => {
      for (const each of tried) move(story, each);
      expectSameViews(story.state, story.log);
    }));

  it('the index offers what a search through all tasks would find', () =>
    everyStory((story, tried) => {
      for (const each of tried) {
        move(story, each);
        for (const name of runners) {
          const [runnerId, offer] = [idOf(name), offers[name]];
          const [best] = claimable(story, offerNow(story.log, runnerId, offer));
          const [picked] = pickTasks(story.state, usable(story.state, runnerId, offer), 1);
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

describe('these stories', () => {
  let told: readonly { readonly story: Story; readonly seen: ReadonlySet<string> }[];
  beforeAll(() => {
    told = fc
      .sample(fc.tuple(plans, moves(200)), { numRuns: 250, seed: 11 })
      .map(([submitted, tried]) => tell(submitted, tried));
  });

  it('reach every event that a decider can state', () => {
    const known = Event.options.flatMap(({ options }) => options.map(({ shape }) => shape.type.value));
    const seen = new Set(told.flatMap((story) => [...story.seen]));
    const missing = known.filter((type) => !seen.has(type));
    // an event that no story reaches is proven by no property: teach testing/moves.*.ts the command that causes it
    expect(missing).toEqual([]);
  });
  it('reach every state of tasks and plans', () => {
    const seen = new Set(told.flatMap((story) => [...story.seen]));
    const states = ['claimed', 'running', 'verifying', 'reviewing', 'merging', 'done', 'failed', 'cancelled'];
    for (const state of ['blocked', 'ready', ...states, 'paused', 'ending', 'finished'])
      expect([state, seen.has(state)]).toEqual([state, true]);
  });
  it('reach every hold that the engine itself can give', () => {
    const reasons = new Set(
      told.flatMap(({ story }) =>
        story.log.flatMap(({ event }) => (event.type === 'TaskHeld' ? [event.reason] : [])),
      ),
    );
    expect([...reasons].sort()).toEqual([
      ...['ask', 'auth', 'decomposition', 'loop', 'person', 'quota', 'refused', 'retry', 'split', 'start'],
    ]);
  });
});

function tell(submitted: readonly SubmitPlan[], tried: readonly Move[]) {
  const story = begin(submitted);
  const seen = new Set<string>();
  for (const each of tried) {
    move(story, each);
    for (const { status } of story.state.plans.values()) seen.add(status);
    for (const task of tasksIn(story)) seen.add(statusOf(task));
  }
  for (const { event } of story.log) seen.add(event.type);
  return { story, seen };
}

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
      expect(isHome(story)).toBe(true);
      expectSound(story);
    }));
});

/** Each asks for more of the same, or states it once more: the orchestrator's memory of ids answers these. */
const asksAgain = ['ClaimTasks', 'ClaimLanding', 'EditTask', 'ReportGate'];

/** What a person held is held on until its start; to release it once more is to start it early. */
const isHeldOn = (log: readonly Recorded[]): boolean =>
  log.at(-2)?.event.type === 'TaskReleased' && log.at(-1)?.event.type === 'TaskHeld';

describe('a command that comes again', () => {
  it('changes nothing where it comes at once', () =>
    everyStory((story, tried) => {
      for (const each of tried) {
        const sent = story.sent.length;
        move(story, each);
        const command = story.sent[sent];
        if (!command || asksAgain.includes(command.type)) continue;
        if (command.type === 'ReleaseTask' && isHeldOn(story.log)) continue;
        const before = story.log.length;
        send(story, command, { id: command.id, at: command.at });
        expect([command.type, story.log.slice(before)]).toEqual([command.type, []]);
      }
    }));

  it('changes nothing where it ended an attempt, however late', () =>
    everyStory((story, tried) => {
      for (const each of tried) move(story, each);
      const isKnown = (event: Event) => 'planId' in event && story.state.plans.has(event.planId); // not archived
      const endings = story.log.flatMap(({ event, by }) =>
        endsAttempt(event) && !isEndedFromOutside(event.type) && isKnown(event)
          ? story.sent.find(({ id }) => id === by)!
          : [],
      );
      for (const ending of endings)
        expect([ending.type, send(story, ending, { id: ending.id })]).toEqual([
          ending.type,
          { ok: true, value: [] },
        ]);
    }));
});

/** By a command for the task or the org, which is no report of the attempt. */
const isEndedFromOutside = (type: string): boolean => ['AttemptCancelled', 'AttemptsStopped'].includes(type);
