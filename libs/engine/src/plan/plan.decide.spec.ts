import type { PhaseId, PlanId } from '@headrace/events';
import {
  cancelPlan,
  pausePhase,
  pausePlan,
  phaseOpened,
  phasePaused,
  planCancelled,
  planFinished,
  planPaused,
  planResumed,
  resumePhase,
  resumePlan,
  taskClaimed,
  taskDone,
  taskFailed,
  tasksBecameBlocked,
  tasksCancelled,
} from '@headrace/events/testing';
import {
  claimed,
  given,
  ids,
  planned,
  queued,
  ready,
  reviewing,
  taskNamed,
  taskReady,
} from '../testing/given.ts';

const ship = 'ship' as PhaseId;
const done = [...taskReady, taskDone(), phaseOpened(), planFinished()];

describe('pausing a plan', () => {
  it('happens once', () => {
    given(taskReady).when(pausePlan()).then(planPaused());
    given(taskReady, planPaused()).when(pausePlan()).thenNothing();
  });
  it('ends with a resume', () => given(taskReady, planPaused()).when(resumePlan()).then(planResumed()));
  it('has nothing to resume in a plan that runs', () => given(taskReady).when(resumePlan()).thenNothing());
  it.each([pausePlan(), resumePlan(), pausePhase(), resumePhase()])(
    '($type) is for a plan that has not ended',
    (command) => given(done).when(command).thenRefused('PLAN_NOT_ACTIVE', { state: 'done' }),
  );
  it('needs the plan', () =>
    given(taskReady)
      .when(pausePlan({ planId: 'x' as PlanId }))
      .thenRefused('PLAN_NOT_FOUND'));
});

describe('cancelling a plan', () => {
  const finished = planFinished({ outcome: 'cancelled' });
  it('cancels all that is not over', () => {
    const tasks = planned(
      taskNamed('t'),
      taskNamed('u', { ordinal: 1 }),
      taskNamed('v', { ordinal: 2, spec: { needs: ids('u') } }),
    );
    given(tasks, ready('t', 'u'), taskDone())
      .when(cancelPlan())
      .then(planCancelled(), tasksCancelled({ taskIds: ids('u', 'v') }), finished);
  });
  it('ends attempts and changes first', () => {
    given(claimed)
      .when(cancelPlan())
      .then({ type: 'PlanCancelled' }, { type: 'AttemptCancelled' }, { type: 'TasksCancelled' }, finished);
    given(queued)
      .when(cancelPlan())
      .then({ type: 'PlanCancelled' }, { type: 'ChangeSentBack' }, { type: 'TasksCancelled' }, finished);
    given(reviewing)
      .when(cancelPlan())
      .then({ type: 'PlanCancelled' }, { type: 'ChangeSentBack' }, { type: 'TasksCancelled' }, finished);
  });
  it('happens once', () =>
    given(taskReady, planCancelled(), tasksCancelled(), finished).when(cancelPlan()).thenNothing());
  it('does not undo what is done', () =>
    given(done)
      .when(cancelPlan())
      .thenRefused('PLAN_NOT_ACTIVE', { allowed: ['EditPlan', 'ArchivePlan'] }));
  it('numbers the tasks where there are many', () => {
    const names = Array.from({ length: 300 }, (_, i) => `t${i}`);
    given(planned(...names.map((name, ordinal) => taskNamed(name, { ordinal }))))
      .when(cancelPlan())
      .then({ type: 'PlanCancelled' }, { type: 'TasksCancelled', taskIds: [], ordinals: '0-299' }, finished);
  });
});

describe('pausing a phase', () => {
  it('takes back what nobody has claimed', () =>
    given(taskReady).when(pausePhase()).then(phasePaused(), tasksBecameBlocked()));
  it('leaves alone what somebody works on', () => given(claimed).when(pausePhase()).then(phasePaused()));
  it('happens once', () =>
    given(taskReady, phasePaused(), tasksBecameBlocked()).when(pausePhase()).thenNothing());
  it('ends with a resume', () =>
    given(taskReady, phasePaused(), tasksBecameBlocked())
      .when(resumePhase())
      .then(phaseOpened({ phaseId: 'build' as PhaseId, because: 'person' }), {
        type: 'TasksBecameReady',
        taskIds: ids('t'),
      }));
  it('that waits for its condition makes it wait for a person', () => {
    given(taskReady)
      .when(pausePhase({ phaseId: ship }))
      .then(phasePaused({ phaseId: ship }));
    given(taskReady, phasePaused({ phaseId: ship }))
      .when(pausePhase({ phaseId: ship }))
      .thenNothing();
  });
  it('needs the phase', () =>
    given(taskReady)
      .when(pausePhase({ phaseId: 'x' as PhaseId }))
      .thenRefused('PHASE_NOT_FOUND', { expected: 'build, ship' }));
});

describe('resuming a phase', () => {
  const shipping = planned(
    taskNamed('t'),
    taskNamed('u', { ordinal: 1, spec: { phaseId: ship } }),
    taskNamed('v', { ordinal: 2, spec: { phaseId: ship, needs: ids('t') } }),
  );
  it('opens it before its condition is met', () =>
    given(shipping, ready('t'))
      .when(resumePhase({ phaseId: ship }))
      .then(phaseOpened({ because: 'person' }), { type: 'TasksBecameReady', taskIds: ids('u') }));
  it('has nothing to do where it is open', () => given(taskReady).when(resumePhase()).thenNothing());
});

it('a plan that waits behind a failed task goes on', () =>
  given(
    planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { needs: ids('t') } })),
    ready('t'),
    taskClaimed(),
    taskFailed(),
  )
    .when(pausePlan())
    .then(planPaused()));
