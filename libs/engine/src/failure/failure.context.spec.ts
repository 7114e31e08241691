import { type SplitPart, type TaskId } from '@headrace/events';
import {
  acceptSplit,
  attemptFailed,
  attemptStarted,
  failAttempt,
  rejectSplit,
  splitProposed,
  taskClaimed,
  taskHeld,
  taskReleased,
} from '@headrace/events/testing';
import { given, planned, ready, started, taskNamed } from '../testing/given.ts';

const part = (id: string): SplitPart => ({ id: id as TaskId, title: id, scope: [`src/${id}/**`] });
const split = [part('inlet'), part('outlet')];
const parts = split.map((each) => ({ ...each, lines: 0 }));
const named = [...planned(taskNamed('t', { spec: { split } })), ready('t'), taskClaimed(), attemptStarted()];
const again = { type: 'TasksBecameReady' } as const;
const failed = { type: 'AttemptFailed', class: 'context' } as const;
const tooMuch = attemptFailed({ class: 'context', salvage: null });
const proposed = splitProposed({ because: 'context', parts, lines: 0, limit: 0 });

describe('an attempt that does not fit the context of its model', () => {
  it('is tried again where the plan names no parts', () =>
    given(started)
      .when(failAttempt({ class: 'context' }))
      .then(failed, again));
  it('proposes the parts that the plan names, with what it left', () =>
    given(named)
      .when(failAttempt({ class: 'context' }))
      .then(
        failed,
        again,
        { type: 'SplitProposed', because: 'context', parts, source: 'f'.repeat(40) as never },
        { type: 'TaskHeld', reason: 'split', until: null },
      ));
  it('that left nothing proposes them from its base', () =>
    given(named)
      .when(failAttempt({ class: 'context', salvage: null }))
      .then(
        failed,
        again,
        { type: 'SplitProposed', source: 'a'.repeat(40) as never, ref: 'refs/heads/main' },
        { type: 'TaskHeld' },
      ));
  it('proposes nothing whose names are taken', () => {
    const taken = taskNamed('inlet', { ordinal: 1 });
    given(named, taken)
      .when(failAttempt({ class: 'context' }))
      .then(failed, again);
  });
  it('lets the parts take its place, each told why', () =>
    given(named, tooMuch, ready('t'), proposed, taskHeld({ reason: 'split' }))
      .when(acceptSplit())
      .then(
        { type: 'TaskAdded', taskId: 'inlet' as TaskId, origin: expect.objectContaining({ because: 'context' }) as never },
        { type: 'TaskAdded', taskId: 'outlet' as TaskId },
        { type: 'TaskSplit' },
        again,
      )); // prettier-ignore
  it('is tried again in one piece where somebody wants that', () => {
    const rejected = [named, tooMuch, ready('t'), proposed, taskHeld({ reason: 'split' })].flat();
    given(rejected).when(rejectSplit()).then({ type: 'SplitRejected' }, { type: 'TaskReleased' });
    const next = { attemptId: 'p.t.2' as never, fence: 2 };
    given(
      rejected,
      { type: 'SplitRejected', planId: 'p' as never, taskId: 't' as TaskId, note: '' },
      taskReleased({ because: 'split' }),
      taskClaimed(next),
      attemptStarted({ attemptId: next.attemptId }),
    )
      .when(failAttempt({ ...next, class: 'context' }))
      .then(failed, again);
  });
});
