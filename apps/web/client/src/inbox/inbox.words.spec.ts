/** @jest-environment node */
import { instantOf, waitingOf, type ActorPattern, type ChangeView } from '@headrace/events';
import { newsOf } from '../event/news.words.ts';
import { changeSign, groupsOf } from '../change/change.words.ts';
import { createRecords } from '../live/records.store.svelte.ts';
import { task } from '../plan/plan.examples.ts';
import { worldStory } from '../testing/world.story.ts';
import { waitingWords } from './inbox.words.ts';

const story = worldStory();
const records = createRecords();
for (const commit of story) records.fold(commit);
const said = waitingOf(records.tasks.values(), records.changes.values()).map((item) =>
  waitingWords(item, {
    task: records.tasks.get(item.key)!,
    change: item.changeId ? (records.changes.get(item.changeId) ?? null) : null,
    plan: records.plans.get(item.planId)!,
  }),
);

describe('an item of the inbox', () => {
  it('says what it is, what is known, and what waiting costs', () => {
    expect(said[0]).toEqual({
      glyph: 'failed',
      title: '04 Virtual workspace is dead',
      what: 'coverage 57.3 % of 60, three times alike.',
      cost: 'holds 12, 13, 14',
    });
    expect(said[1]).toMatchObject({
      title: 'Review 02c Monitoring APIs',
      what: '588 lines in 5 files. All gates passed.',
    });
    expect(said.at(-1)?.cost).toBe('holds nothing yet');
  });

  it('says whom a review asks, until when, and what comes of it then', () => {
    const review = waitingOf(records.tasks.values(), records.changes.values()).find(
      ({ kind }) => kind === 'review',
    )!;
    const asking = {
      ...review,
      ...{ from: ['person:ada' as ActorPattern], fourEyes: true, byDefault: 'reject' as const },
      deadline: instantOf(new Date(2026, 10, 20, 14, 5).getTime()),
    };
    const at = (hour: number) =>
      waitingWords(asking, { task: null, change: null, plan: null }, new Date(2026, 10, 20, hour).getTime())
        .what;
    expect(at(9)).toContain('Asks person:ada, not its author. Until 14:05, then it is sent back.');
    expect(at(15)).toContain('Overdue since 14:05.');
  });

  it('shows a split as parts against the limit, and a hold with its reason', () => {
    const split = task('x', {
      state: 'ready',
      heldReason: 'split',
      split: { lines: 2638, limit: 700, parts: [{ lines: 612 }, { lines: 648 }] },
    });
    const held = task('y', { state: 'ready', heldReason: 'loop', heldNote: 'tests: 3 alike' });
    const words = (one: typeof split) => {
      const [item] = waitingOf([one], []);
      return waitingWords(item!, { task: one, change: null, plan: null }).what;
    };
    expect(words(split)).toBe('2,638 lines, limit 700. Parts of 612, 648, in order.');
    expect(words(held)).toBe('The same failure three times. Stopped before a fourth. tests: 3 alike');
  });
});

describe('the news', () => {
  const told = (command: string, about: string) => {
    const found = story.findLast(
      ({ commit }) => commit.command.type === command && JSON.stringify(commit.events).includes(`"${about}"`),
    );
    return newsOf(found!.commit, records.tasks)?.text;
  };
  it('tell the one thing that matters', () => {
    expect(told('ClaimTasks', '11')).toBe('11 Test harness claimed by ams-build-1');
    expect(told('ReportGate', '06')).toBe('06 Feature gates passed tests');
    expect(told('RecordLanding', '01')).toMatch(/^01 Committer pattern landed on main as [0-9a-f]{7}$/);
    expect(told('AcceptSplit', '02-apiexport')).toBe('02-apiexport was split into 02a, 02b, 02c, 02d');
    expect(told('SubmitPlan', 'tmc')).toBe('plan TMC reimplementation was submitted');
  });
});

describe('changes', () => {
  it('stand in groups: the queue, what waits, what came back, what landed', () => {
    const groups = groupsOf([...records.changes.values()]);
    expect(groups.map(({ title, changes }) => `${title}: ${changes.length}`)).toEqual([
      'In the queue: 4',
      'Waits for a person before it may queue: 5',
      'Landed: 20',
    ]);
  });

  it('have a word for each state', () => {
    const sign = (change: Partial<ChangeView>, place: number | null = null) =>
      changeSign(change as ChangeView, place).word;
    expect([
      sign({ state: 'queued' }, 2),
      sign({ state: 'landing' }, 1),
      sign({ state: 'sent-back', sentBack: 'conflict' }),
      sign({ state: 'reviewing' }),
    ]).toEqual(['2nd', 'merging, 1st', 'conflict', 'your review']);
  });

  it('says who paused a plan or stopped the org, and that it stays so', () => {
    const stop = {
      ...{ title: 'Mill', since: story[0]!.commit.at, position: 7, deadline: null, byDefault: 'wait' },
      ...{ from: [], fourEyes: false, hint: '', allowed: [], by: 'person:ada', reason: 'code freeze' },
    };
    const unknown = { task: null, change: null, plan: null };
    const paused = { ...stop, kind: 'paused', key: 'p', planId: 'p', holds: ['a', 'b'] };
    expect(waitingWords(paused as never, unknown)).toMatchObject({
      title: 'Mill is paused',
      what: 'By person:ada: code freeze. It stays so until somebody decides.',
      cost: 'holds 2 tasks',
    });
    const stopped = { ...stop, kind: 'stopped', key: 'main', by: null, reason: '', holds: [] };
    expect(waitingWords(stopped as never, unknown)).toMatchObject({
      title: 'Mill is stopped',
      what: 'It stays so until somebody decides.',
      cost: 'holds everything',
    });
  });
});
