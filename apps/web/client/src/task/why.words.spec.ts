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
  it('is the verdict, the causes, the proofs, and what would change it', () => {
    const answer = why('Blocked by two needs. One is yours.', [
      reason('02c waits for a review.', 47930, 'Review 02c.'),
      reason('its phase is paused', null),
    ]);
    expect(whyWords(answer)).toEqual({
      verdict: 'Blocked by two needs.',
      causes: 'One is yours. its phase is paused',
      proofs: [{ position: 47930, fact: '02c waits for a review' }],
      change: 'Review 02c.',
    });
  });

  it('is one sentence where there is no more to say', () => {
    expect(whyWords(why('Done', []))).toEqual({ verdict: 'Done', causes: '', proofs: [], change: '' });
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
    expect(firstWords(tasks[1]!, graph)).toMatchObject({
      verdict: 'Blocked by a.',
      proofs: [{ position: 7 }],
    });
    expect(firstWords(tasks[2]!, graph).verdict).toBe('Waiting: held, quota.');
  });

  it('the colour is that of what would free it, and the review at hand is known', () => {
    expect(freedBy(tasks[1]!, graph, 0)).toBe('reviewing');
    expect(reviewable(tasks[1]!, graph)?.taskId).toBe('a');
    expect(reviewable(tasks[2]!, graph)).toBeNull();
  });
});
