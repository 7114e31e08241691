import { type AgentName, type Instant, type RoleId, type RunnerId } from '@headrace/events';
import {
  attemptFailed,
  claimTasks,
  holdTask,
  momentOf,
  planAdded,
  planFinished,
  reassignTask,
  releaseTask,
  retryTask,
  skipTask,
  taskAdded,
  taskFailed,
  taskHeld,
  taskReassigned,
  taskRetried,
  tasksCancelled,
  wakeTask,
  workSaved,
  attemptsStopped,
} from '@headrace/events/testing';
import {
  claimed,
  given,
  ids,
  planned,
  prepared,
  ready,
  registered,
  reviewing,
  started,
  taskNamed,
  taskReady,
} from '../testing/given.ts';

const failed = [...started, attemptFailed(), taskFailed()];
const keptNothing = [...started, attemptFailed({ salvage: null }), taskFailed()];

describe('holding a task at work', () => {
  it('needs a grace for its attempt', () =>
    given(started).when(holdTask()).thenRefused('TASK_NOT_HOLDABLE', { state: 'running' }));
  it('ends the attempt at no cost', () =>
    given(started)
      .when(holdTask({ graceMs: 0 }))
      .then({ type: 'AttemptsStopped', graceMs: 0 }, { type: 'TasksBecameReady' }, { type: 'TaskHeld' }));
});

describe('skipping a task', () => {
  const two = planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { needs: ids('t') } }));
  it('lets dependants go on, and says who and why', () =>
    given(two, ready('t'))
      .when(skipTask({ reason: 'done by hand' }))
      .then(
        { type: 'TaskSkipped', actor: 'person:ada' as never, reason: 'done by hand' },
        { type: 'TaskDone' },
        { type: 'TasksBecameReady', taskIds: ids('u') },
      ));
  it('passes over one that failed', () =>
    given(two, ready('t'), started.slice(-2), attemptFailed(), taskFailed())
      .when(skipTask())
      .then({ type: 'TaskSkipped' }, { type: 'TaskDone' }, { type: 'TasksBecameReady' }));
  it('ends what is under way for it', () => {
    given(two, started.slice(-3))
      .when(skipTask({ graceMs: 0 }))
      .then(
        { type: 'AttemptCancelled', graceMs: 0 },
        { type: 'TaskSkipped' },
        { type: 'TaskDone' },
        {
          type: 'TasksBecameReady',
        },
      );
    given(reviewing).when(skipTask()).then(
      { type: 'ChangeSentBack', because: 'cancelled' },
      {
        type: 'TaskSkipped',
      },
      { type: 'TaskDone' },
      { type: 'PhaseOpened' },
      { type: 'PlanFinished', outcome: 'done' },
    );
  });
  it('comes too late once it may have been pushed', () =>
    given(prepared).when(skipTask()).thenRefused('TASK_NOT_SKIPPABLE', { state: 'merging' }));
  it('is for what is not done', () =>
    given(two, ready('t'), { type: 'TaskDone', planId: 'p', taskId: 't' } as never)
      .when(skipTask())
      .thenRefused('TASK_NOT_SKIPPABLE', { state: 'done', allowed: [] }));
  it('needs a plan that goes on', () =>
    given(failed, planFinished({ outcome: 'failed' }))
      .when(skipTask())
      .thenRefused('PLAN_NOT_ACTIVE'));
});

describe('reassigning a task', () => {
  const roles = { ...planAdded().roles, ['tester' as RoleId]: { agent: 'claude' as AgentName } };
  const past = [...registered, planAdded({ roles }), taskAdded(), ready('t')];
  const away = ['r1' as RunnerId];
  it('to another role brings its agent', () =>
    given(past)
      .when(reassignTask({ role: 'tester' as RoleId }))
      .then({ type: 'TaskReassigned', role: 'tester' as RoleId, agent: 'claude' as AgentName }));
  it('keeps it from a runner', () => {
    given(past).when(reassignTask({ away })).then({ type: 'TaskReassigned', away });
    given(past, taskReassigned({ agent: 'shell' as AgentName, away }))
      .when(claimTasks())
      .thenNothing();
    given(past, taskReassigned({ agent: 'shell' as AgentName, away: ['r2' as RunnerId] }))
      .when(claimTasks())
      .then({ type: 'TaskClaimed' });
  });
  it('is nothing where it is so', () =>
    given(past, taskReassigned({ agent: 'shell' as AgentName, away }))
      .when(reassignTask({ away }))
      .thenNothing());
  it('ends its attempt, where that is said', () => {
    given(started).when(reassignTask({ away })).thenRefused('TASK_NOT_REASSIGNABLE', { state: 'running' });
    given(started)
      .when(reassignTask({ away, graceMs: 500 }))
      .then(
        { type: 'AttemptsStopped', graceMs: 500 },
        { type: 'TasksBecameReady' },
        { type: 'TaskReassigned' },
      );
  });
  it('comes too late for a change', () =>
    given(reviewing)
      .when(reassignTask({ away, graceMs: 0 }))
      .thenRefused('TASK_NOT_REASSIGNABLE'));
  it('needs a role of the plan', () =>
    given(past)
      .when(reassignTask({ role: 'pilot' as RoleId }))
      .thenRefused('ROLE_UNKNOWN', { expected: 'developer, tester' }));
});

describe('retrying a task', () => {
  it('from what was kept needs something kept', () => {
    given(keptNothing)
      .when(retryTask({ from: 'gates' }))
      .thenRefused('NOTHING_KEPT', { state: 'failed', expected: 'scratch' });
    given(failed)
      .when(retryTask({ from: 'gates' }))
      .then({ type: 'TaskRetried', from: 'gates' }, { type: 'TasksBecameReady' });
  });
  it('knows what was kept of an attempt that was ended', () =>
    given(started, attemptsStopped(), workSaved(), ready('t'), tasksCancelled())
      .when(retryTask({ from: 'agent' }))
      .then({ type: 'TaskRetried', from: 'agent' }, { type: 'TasksBecameReady' }));
  it('from scratch is always possible', () =>
    given(keptNothing)
      .when(retryTask({ from: 'scratch' }))
      .then({ type: 'TaskRetried' }, { type: 'TasksBecameReady' }));
  it('from the gates is for changes', () =>
    given(
      planned(taskAdded({ spec: { change: 'none' } })),
      ready('t'),
      started.slice(-2),
      attemptFailed(),
      taskFailed(),
    )
      .when(retryTask({ from: 'gates' }))
      .thenRefused('CHANGE_NOT_EXPECTED'));
  it('is tried again as it was meant after a lost lease', () =>
    given(failed, taskRetried({ from: 'gates' }), ready('t'))
      .when(claimTasks())
      .then({ type: 'TaskClaimed', fence: 2 }));
});

describe('a task that is not to start yet', () => {
  const startAt = momentOf(60);
  const later = planned(taskAdded({ spec: { startAt } }));
  const start = taskHeld({ reason: 'start', note: '', until: startAt });
  it('is woken when its time has come', () =>
    given(later, ready('t'), start)
      .when(wakeTask({ until: startAt }), { at: startAt })
      .then({ type: 'TaskReleased', because: 'time' }));
  it('is not claimed before', () => given(later, ready('t'), start).when(claimTasks()).thenNothing());
  it('starts now when a person says so', () =>
    given(later, ready('t'), start).when(releaseTask()).then({ type: 'TaskReleased', because: 'person' }));
  it('still waits for it after a person held it', () =>
    given(later, ready('t'), taskHeld())
      .when(releaseTask())
      .then({ type: 'TaskReleased' }, { type: 'TaskHeld', reason: 'start', until: startAt }));
  it('does not wait for a time that has passed', () =>
    given(later, ready('t'), taskHeld())
      .when(releaseTask(), { at: '2027-01-01T00:00:00.000Z' as Instant })
      .then({ type: 'TaskReleased' }));
  it('waits again when it was cancelled before it began', () =>
    given(later, ready('t'), tasksCancelled())
      .when(retryTask())
      .then({ type: 'TaskRetried' }, { type: 'TasksBecameReady' }, { type: 'TaskHeld', reason: 'start' }));
});

it('what is at work once has started', () =>
  given(claimed, attemptsStopped(), ready('t'), taskHeld())
    .when(releaseTask())
    .then({ type: 'TaskReleased' }));
it('a ready task has no start to wait for', () =>
  given(taskReady, taskHeld()).when(releaseTask()).then({ type: 'TaskReleased' }));
