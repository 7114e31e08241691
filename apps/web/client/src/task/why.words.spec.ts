/** @jest-environment node */
import type { Reason, Why } from '@headrace/engine';
import { task } from '../plan/plan.examples.ts';
import { graphOf } from '../plan/plan.graph.ts';
import { firstWords, freedBy, reviewable, whyWords } from './why.words.ts';

const reason = (text: string, position: number | null, change = ''): Reason => ({
  ...{ kind: 'need', text, data: {}, change },
  proof: position === null ? [] : [{ position, index: 0 }],
});
const why = (summary: string, reasons: readonly Reason[]): Why => ({
  ...{ key: 'p.a' as never, status: 'blocked', held: null, verdict: 'waiting', summary, reasons },
});

describe('why, in words', () => {
  it('is the verdict, the causes, the proofs from the newest back, and what would change it', () => {
    const answer = why('p.a waits. p.c waits for a review. Its phase is paused.', [
      reason('p.c waits for a review.', 47, 'Reviewing p.c.'),
      reason('Its phase is paused.', 60),
      reason('It is held until 2026-11-19T14:05:00.000Z.', 47),
    ]);
    expect(whyWords(answer, Date.parse('2026-11-19T13:00:00Z'))).toEqual({
      verdict: 'Waits for 3 things.',
      causes: ['c waits for a review.', 'Its phase is paused.', expect.stringMatching(/until \d\d:05\.$/)],
      proofs: [
        { position: 60, index: 0 },
        { position: 47, index: 0 },
      ],
      change: 'Reviewing c.',
    });
  });

  it('says once what another task has', () => {
    const path = (text: string): Reason => ({ ...reason(text, 54), kind: 'scope', data: { holder: 'p.b' } });
    const { verdict, causes } = whyWords(
      why('p.a waits. …', [path('p.b has src/**.'), path('p.b has docs/**.'), path('p.b has test/**.')]),
      0,
    );
    expect([verdict, causes]).toEqual(['Waits.', ['b has src/**; 2 paths more.']]);
  });

  it('is one sentence where there is no more to say', () => {
    expect(whyWords({ ...why('p.a is done. Done after 1 attempt.', []), verdict: 'over' }, 0)).toEqual({
      ...{ verdict: 'Done.', causes: [], proofs: [], change: '' },
    });
  });
});

describe('before the engine has answered', () => {
  const tasks = [
    task('a', { state: 'reviewing' }),
    task('b', { needs: ['a'], position: 7 }),
    task('c', { state: 'ready', heldReason: 'quota' }),
  ];
  const graph = graphOf(tasks);

  it('the records say what they know', () => {
    expect(firstWords(tasks[1]!, graph).verdict).toBe('Blocked by a.');
    expect(firstWords(tasks[2]!, graph).verdict).toBe('Waiting: held, quota.');
  });

  it('the colour is that of what would free it, and the review at hand is known', () => {
    expect(freedBy(tasks[1]!, graph, 0)).toBe('reviewing');
    expect(reviewable(tasks[1]!, graph)?.taskId).toBe('a');
    expect(reviewable(tasks[2]!, graph)).toBeNull();
  });
});
