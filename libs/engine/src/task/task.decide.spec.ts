import type { Actor, PhaseId } from '@headrace/events';
import {
  attemptFailed,
  cancelTask,
  changeSentBack,
  editTask,
  holdTask,
  momentOf,
  planCancelled,
  planFinished,
  releaseTask,
  retryTask,
  splitProposed,
  taskDone,
  taskFailed,
  taskHeld,
  taskReleased,
  tasksCancelled,
  wakeTask,
} from '@headrace/events/testing';
import {
  claimed,
  given,
  ids,
  planned,
  prepared,
  queued,
  ready,
  reviewing,
  started,
  taskNamed,
  taskReady,
} from '../testing/given.ts';

describe('holding a task', () => {
  it('remembers why', () =>
    given(taskReady)
      .when(holdTask({ note: 'budget' }))
      .then(taskHeld({ note: 'budget', reason: 'person' })));
  it('happens before it is ready, too', () => given(planned()).when(holdTask()).then({ type: 'TaskHeld' }));
  it('happens once, however often it is asked', () =>
    given(taskReady, taskHeld()).when(holdTask()).thenNothing());
  it('waits for the claim to end', () =>
    given(claimed).when(holdTask()).thenRefused('TASK_NOT_HOLDABLE', { state: 'claimed' }));
  it('comes too late for a change', () =>
    given(reviewing).when(holdTask()).thenRefused('TASK_NOT_HOLDABLE', { state: 'reviewing' }));
  it('takes the place of a wait that would end by itself', () =>
    given(taskReady, taskHeld({ reason: 'retry', until: momentOf(99) }))
      .when(holdTask())
      .then({ type: 'TaskHeld', reason: 'person', until: null }));
  it('needs the task', () =>
    given(taskReady)
      .when(holdTask({ taskId: ids('x')[0]! }))
      .thenRefused('TASK_NOT_FOUND'));
});

describe('releasing a task', () => {
  it('ends a hold', () =>
    given(taskReady, taskHeld())
      .when(releaseTask())
      .then(taskReleased({ because: 'person' })));
  it('needs a hold', () =>
    given(taskReady)
      .when(releaseTask())
      .thenRefused('TASK_NOT_HELD', {
        allowed: [
          'EditTask',
          'HoldTask',
          'DecomposeTask',
          'CancelTask',
          'SkipTask',
          'ReassignTask',
          'ClaimTasks',
        ],
      }));
  it('does not decide about a split', () =>
    given(started, splitProposed(), ready('t'), taskHeld({ reason: 'split' }))
      .when(releaseTask())
      .thenRefused('TASK_NOT_HELD', {
        allowed: expect.arrayContaining(['AcceptSplit', 'RejectSplit']) as never,
      }));
});

describe('waking a task', () => {
  const waiting = [...taskReady, taskHeld({ reason: 'quota', until: momentOf(20) })];
  it('ends the hold when its time has come', () =>
    given(waiting)
      .when(wakeTask({ until: momentOf(20) }), { at: momentOf(20) })
      .then(taskReleased({ because: 'time' })));
  it('is refused before', () =>
    given(waiting)
      .when(wakeTask({ until: momentOf(20) }), { at: momentOf(19) })
      .thenRefused('NOT_DUE', { expected: momentOf(20) }));
  it('has no effect on a hold that has taken its place', () =>
    given(waiting)
      .when(wakeTask({ until: momentOf(10) }), { at: momentOf(30) })
      .thenNothing());
  it('has one effect, though two planners send it', () =>
    given(waiting, taskReleased({ because: 'time' }))
      .when(wakeTask({ until: momentOf(20) }), { at: momentOf(30) })
      .thenNothing());
});

describe('editing a task', () => {
  it('changes what is not yet worked on', () =>
    given(taskReady)
      .when(editTask({ patch: { title: 'New' } }))
      .then({ type: 'TaskEdited', patch: { title: 'New' } }));
  it('without a change is none', () =>
    given(taskReady)
      .when(editTask({ patch: {} }))
      .thenNothing());
  it('ends with the claim', () => given(claimed).when(editTask()).thenRefused('TASK_NOT_EDITABLE'));
});

describe('cancelling a task', () => {
  const finished = { type: 'PlanFinished', outcome: 'cancelled' } as const;
  it('ends it', () =>
    given(taskReady).when(cancelTask()).then(tasksCancelled(), { type: 'PhaseOpened' }, finished));
  it('ends its attempt first', () =>
    given(claimed)
      .when(cancelTask())
      .then({ type: 'AttemptCancelled' }, { type: 'TasksCancelled' }, { type: 'PhaseOpened' }, finished));
  it('takes its change out of the queue first', () =>
    given(queued)
      .when(cancelTask())
      .then(
        changeSentBack({ because: 'cancelled', feedback: 'no longer wanted' }),
        { type: 'TasksCancelled' },
        { type: 'PhaseOpened' },
        finished,
      ));
  it('is too late once its push may have begun', () =>
    given(prepared).when(cancelTask()).thenRefused('TASK_NOT_CANCELLABLE', { state: 'merging' }));
  it('happens once', () => given(taskReady, tasksCancelled()).when(cancelTask()).thenNothing());
  it('does not undo what is done', () =>
    given(taskReady, taskDone()).when(cancelTask()).thenRefused('TASK_NOT_CANCELLABLE', { state: 'done' }));
  it('lets those go on that only came after it, not those that need it', () =>
    given(
      planned(
        taskNamed('t'),
        taskNamed('u', { ordinal: 1, spec: { after: ids('t') } }),
        taskNamed('v', { ordinal: 2, spec: { needs: ids('t') } }),
      ),
      ready('t'),
    )
      .when(cancelTask())
      .then({ type: 'TasksCancelled' }, { type: 'TasksBecameReady', taskIds: ids('u') }));
});

describe('retrying a task', () => {
  const failed = [...claimed, attemptFailed(), taskFailed()];
  it('offers it again', () =>
    given(failed)
      .when(retryTask())
      .then({ type: 'TaskRetried' }, { type: 'TasksBecameReady', taskIds: ids('t') }));
  it('reopens a plan that has ended', () =>
    given(failed, planFinished({ outcome: 'failed' }))
      .when(retryTask())
      .then({ type: 'TaskRetried' }, { type: 'PlanReopened' }, { type: 'TasksBecameReady' }));
  it('brings back what was cancelled', () =>
    given(taskReady, tasksCancelled())
      .when(retryTask())
      .then({ type: 'TaskRetried' }, { type: 'TasksBecameReady' }));
  it('opens its phase where nothing else would any more', () =>
    given(planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { phaseId: 'ship' as PhaseId } })), [
      planCancelled(),
      tasksCancelled({ taskIds: ids('t', 'u') }),
      planFinished({ outcome: 'cancelled' }),
    ])
      .when(retryTask({ taskId: ids('u')[0]! }))
      .then(
        { type: 'TaskRetried' },
        { type: 'PlanReopened' },
        { type: 'PhaseOpened', phaseId: 'ship' as PhaseId, because: 'condition' },
        { type: 'TasksBecameReady', taskIds: ids('u') },
      ));
  it('leaves its phase shut where the phase waits for the task', () =>
    given(planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { phaseId: 'ship' as PhaseId } })), [
      planCancelled(),
      tasksCancelled({ taskIds: ids('t', 'u') }),
      planFinished({ outcome: 'cancelled' }),
    ])
      .when(retryTask())
      .then(
        { type: 'TaskRetried' },
        { type: 'PlanReopened' },
        { type: 'TasksBecameReady', taskIds: ids('t') },
      ));
  it('leaves it waiting for what it needs', () =>
    given(planned(taskNamed('t', { spec: { needs: ids('u') } }), taskNamed('u')), tasksCancelled())
      .when(retryTask())
      .then({ type: 'TaskRetried' }));
  it('is for what has failed or was cancelled', () =>
    given(taskReady).when(retryTask()).thenRefused('TASK_NOT_RETRIABLE', { state: 'ready' }));
  it('may be asked by a policy', () =>
    given(failed)
      .when(retryTask(), { actor: 'policy:again' as Actor })
      .then({ type: 'TaskRetried' }, { type: 'TasksBecameReady' }));
});
