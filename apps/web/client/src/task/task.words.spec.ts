/** @jest-environment node */
import type { AttemptView, GateView, TaskId } from '@headrace/events';
import { task } from '../plan/plan.examples.ts';
import { factOf, gateCells, gatesLabel, measureWord, roleTag, signOf, usedOf } from './task.words.ts';

const now = new Date('2026-11-19T13:42:07').getTime();
const at = (ms: number) => new Date(now - ms).toISOString();
const minutes = (count: number) => at(count * 60_000);
const ids = (...names: string[]) => names as TaskId[];
const around = { now, missing: [], queuePlace: null };

describe('the sign of a task', () => {
  it.each([
    [{ state: 'running' }, ['running', 'running', false]],
    [{ state: 'reviewing' }, ['reviewing', 'your review', true]],
    [
      { state: 'ready', heldReason: 'quota', heldUntil: new Date('2026-11-19T14:05:00').toISOString() },
      ['waiting', 'quota 14:05', false],
    ],
    [{ state: 'ready', heldReason: 'split' }, ['waiting', 'asks you', true]],
    [{ state: 'ready', heldReason: 'person' }, ['waiting', 'held', true]],
    [{ state: 'running', heldReason: 'person' }, ['running', 'running', false]],
    [{ state: 'divided', splitInto: ['a', 'b'] }, ['divided', 'divided', false]],
    [{ state: 'cancelled', removedAt: '2026-11-19T09:00:00.000Z' }, ['cancelled', 'removed', false]],
  ])('%j', (more, [glyph, word, asks]) => {
    expect(signOf(task('t', more), now)).toEqual({ glyph, word, asks });
  });
});

describe('the fact of a task', () => {
  it.each([
    [{ state: 'blocked' }, { missing: ids('02b', '02c') }, 'needs 02b, 02c'],
    [{ state: 'blocked' }, { missing: ids('a', 'b', 'c') }, 'needs 3 tasks'],
    [{ state: 'blocked' }, {}, 'phase not open'],
    [{ state: 'ready', since: minutes(12) }, {}, 'for 12 min'],
    [{ state: 'ready', fence: 1 }, {}, 'tried 1 ×'],
    [{ state: 'claimed', since: at(4000) }, {}, '4 s ago'],
    [{ state: 'running', fence: 2, claimedAt: minutes(18) }, {}, 'try 2 · 18 min'],
    [{ state: 'merging' }, { queuePlace: 2 }, '2nd in queue'],
    [{ state: 'done', lines: 612 }, {}, '612 lines'],
    [{ state: 'failed', fence: 3 }, {}, 'after 3 tries'],
  ])('%j', (more, surroundings, fact) => {
    expect(factOf(task('t', more), { ...around, ...surroundings })).toBe(fact);
  });

  it('is how much of its estimate an attempt has used', () => {
    const used = (more: object) => usedOf(task('t', { state: 'running', estimateMinutes: 30, ...more }), now);
    expect([used({ claimedAt: minutes(15) }), used({ claimedAt: minutes(90) }), used({})]).toEqual([
      0.5,
      1,
      null,
    ]);
  });
});

describe('the gates of a task', () => {
  const gated = task('t', { gates: ['lint', 'size', 'tests'], attemptId: 'p.t.1' });
  const verifying = { state: 'verifying', round: 2 } as AttemptView;
  const view = (gate: string, more: object = {}) =>
    ({ gate, verdict: 'passed', stage: 'attempt', round: 2, position: 1, ...more }) as unknown as GateView;
  const definitions = {
    size: { kind: 'size' },
    lint: { kind: 'command' },
    tests: { kind: 'command' },
  } as never;
  const verdicts = (views: readonly GateView[], attempt: AttemptView | null = verifying) =>
    gateCells(gated, attempt, views, definitions).map(({ verdict }) => verdict);

  it('are proven one after the other, the cheap ones first', () => {
    expect(verdicts([])).toEqual(['none', 'runs', 'none']);
    expect(verdicts([view('size')])).toEqual(['runs', 'passed', 'none']);
  });

  it('are void when a new round has begun', () => {
    expect(verdicts([view('size'), view('tests', { round: 1, verdict: 'failed' })])).toEqual([
      'runs',
      'passed',
      'void',
    ]);
  });

  it('show the newest verdict, that of the landing last', () => {
    const views = [
      view('lint', { round: 1, verdict: 'failed' }),
      view('lint'),
      view('lint', { stage: 'landing', round: 7, verdict: 'failed', position: 9 }),
    ];
    expect(verdicts(views, { state: 'ended', round: 2 } as AttemptView)[0]).toBe('failed');
  });

  it('are told to those who do not see them', () => {
    expect(gatesLabel(gateCells(gated, null, []))).toBe(
      'Gates: lint not begun, size not begun, tests not begun',
    );
  });

  it('have a measure beside its limit', () => {
    const measured = (measure: number | null, limit: number | null, unit: string) =>
      measureWord({ measure, limit, unit } as GateView);
    expect([measured(588, 700, ''), measured(71.42, 60, '%'), measured(null, null, '')]).toEqual([
      '588/700',
      '71.4 %',
      '',
    ]);
  });
});

describe('a role', () => {
  it('has two letters', () => expect(['controller-patterns', 'testing'].map(roleTag)).toEqual(['CP', 'TE']));
});
