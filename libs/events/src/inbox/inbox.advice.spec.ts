import { TaskHeld } from '../task/task.events.ts';
import { adviceFor } from './inbox.advice.ts';

const held = (heldReason: TaskHeld['reason']) => ({ state: 'ready', heldReason, split: null }) as const;

describe('what to do about a task', () => {
  it('that has failed is to mend and retry it', () =>
    expect(adviceFor({ state: 'failed', heldReason: null, split: null })).toMatchObject({
      hint: expect.stringContaining('retry') as string,
      allowed: ['RetryTask'],
    }));
  it('that fails in a loop is to change something before it is released', () =>
    expect(adviceFor(held('loop'))).toMatchObject({
      hint: expect.stringContaining('Change the brief') as string,
      allowed: ['ReleaseTask', 'EditTask', 'CancelTask'],
    }));
  it('whose agent is not signed in is to sign it in', () =>
    expect(adviceFor(held('auth')).hint).toContain('Sign the agent in'));
  it('whose split is proposed is to decide', () =>
    expect(adviceFor({ ...held('split'), split: { parts: [] } as never }).allowed).toEqual([
      'AcceptSplit',
      'RejectSplit',
      'CancelTask',
    ]));
  it.each(TaskHeld.shape.reason.options)('that is held (%s) is a sentence, with a way out', (reason) => {
    const { hint, allowed } = adviceFor(held(reason));
    expect(hint).toMatch(/^[A-Z].{20,}\.$/);
    expect(allowed).toContain(reason === 'decomposition' ? 'AcceptDecomposition' : 'ReleaseTask');
  });
});
