import type { GateId } from '@headrace/events';
import {
  acceptSplit,
  cancelTask,
  claimTasks,
  proposeSplit,
  rejectSplit,
  retryTask,
  splitProposed,
  splitRejected,
  taskDone,
  taskHeld,
  taskNeedsChanged,
  taskReleased,
  taskSplit,
  tasksCancelled,
  taskClaimed,
} from '@headrace/events/testing';
import { claimed, given, ids, planned, ready, started, taskNamed } from '../testing/given.ts';

const proposed = [splitProposed(), ready('t'), taskHeld({ reason: 'split' })];

describe('proposing a split', () => {
  it('ends the attempt and asks somebody', () =>
    given(started)
      .when(proposeSplit())
      .then(
        splitProposed(),
        { type: 'TasksBecameReady', taskIds: ids('t') },
        { type: 'TaskHeld', reason: 'split', until: null },
      ));
  it('needs an attempt that has begun', () =>
    given(claimed).when(proposeSplit()).thenRefused('ATTEMPT_NOT_STARTED'));
  it('is not for a task without a change', () =>
    given(planned(taskNamed('t', { spec: { change: 'none' } })), ready('t'), taskClaimed())
      .when(proposeSplit())
      .thenRefused('CHANGE_NOT_EXPECTED'));
  it('needs new ids', () => {
    const parts = splitProposed().parts.map((part) => ({ ...part, id: ids('t')[0]! }));
    given(started).when(proposeSplit({ parts })).thenRefused('ID_DUPLICATE', { path: 'parts[0].id' });
  });
  it('needs paths that mean something', () => {
    const parts = splitProposed().parts.map((part) => ({ ...part, scope: ['../x'] }));
    given(started).when(proposeSplit({ parts })).thenRefused('GLOB_INVALID', { path: 'parts[0].scope[0]' });
  });
});

describe('accepting a split', () => {
  it('puts the parts in the place of the whole, one after the other', () =>
    given(started, proposed)
      .when(acceptSplit())
      .then(
        {
          type: 'TaskAdded',
          taskId: ids('t-1')[0]!,
          ordinal: 1,
          spec: expect.objectContaining({
            needs: [],
            scope: ['src/pump/in/**'],
            estimateMinutes: 1.25,
          }) as never,
        },
        {
          type: 'TaskAdded',
          taskId: ids('t-2')[0]!,
          ordinal: 2,
          spec: expect.objectContaining({ needs: ['t-1'], gates: ['test' as GateId] }) as never,
        },
        taskSplit(),
        { type: 'TasksBecameReady', taskIds: ids('t-1') },
      ));
  it('lets dependants wait for the last part', () => {
    const past = planned(
      taskNamed('t'),
      taskNamed('u', { ordinal: 1, spec: { needs: ids('t') } }),
      taskNamed('v', { ordinal: 2, spec: { after: ids('t') } }),
    );
    given(past, ready('t'), taskClaimed(), proposed)
      .when(acceptSplit())
      .then(
        { type: 'TaskAdded' },
        { type: 'TaskAdded' },
        { type: 'TaskSplit' },
        taskNeedsChanged({ taskId: ids('u')[0]!, needs: ids('t-2') }),
        taskNeedsChanged({ taskId: ids('v')[0]!, needs: [], after: ids('t-2') }),
        { type: 'TasksBecameReady', taskIds: ids('t-1') },
      );
  });
  it('needs a proposal', () => given(started).when(acceptSplit()).thenRefused('SPLIT_NOT_PROPOSED'));
  it('leaves no way back to the whole', () =>
    given(started, proposed, taskSplit())
      .when(retryTask())
      .thenRefused('TASK_NOT_RETRIABLE', { allowed: [] }));
});

describe('rejecting a split', () => {
  it('gives the task back to an agent', () =>
    given(started, proposed)
      .when(rejectSplit())
      .then(splitRejected(), taskReleased({ because: 'split' })));
  it('needs a proposal', () =>
    given(started, proposed, splitRejected(), taskReleased({ because: 'split' }))
      .when(rejectSplit())
      .thenRefused('SPLIT_NOT_PROPOSED'));
});

describe('what a split task had', () => {
  const parts = [
    taskNamed('t-1', { ordinal: 2, spec: { scope: ['src/pump/in/**'] } }),
    taskNamed('t-2', { ordinal: 3, spec: { needs: ids('t-1') } }),
  ].map((part) => ({
    ...part,
    origin: { kind: 'split', of: 't', attemptId: 'p.t.1', source: 'f'.repeat(40), ref: 'r' } as never,
  }));
  const split = [
    ...planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { priority: 'critical' } })),
    ready('t'),
    taskClaimed(),
    proposed,
    parts,
    taskSplit(),
    ready('t-1', 'u'),
  ].flat();
  it('is kept for its parts', () =>
    given(split)
      .when(claimTasks({ slots: 4 }))
      .then({ type: 'TaskClaimed', taskId: ids('t-1')[0]! }));
  it('is free when the last part is over', () =>
    given(split, taskDone({ taskId: ids('t-1')[0]! }), tasksCancelled({ taskIds: ids('t-2') }))
      .when(claimTasks({ slots: 4 }))
      .then({ type: 'TaskClaimed', taskId: ids('u')[0]! }));
  it('stays taken while a part waits', () =>
    given(split, taskDone({ taskId: ids('t-1')[0]! }))
      .when(claimTasks({ slots: 4 }))
      .thenNothing());
  it('ends with a cancel of the whole before the decision, as everything does', () =>
    given(started, proposed)
      .when(cancelTask())
      .then({ type: 'TasksCancelled' }, { type: 'PhaseOpened' }, { type: 'PlanFinished' }));
});
