import type { PhaseId, RoleId } from '@headrace/events';
import {
  cancelPhase,
  cancelRole,
  capOrg,
  capPlan,
  claimTasks,
  orgCapped,
  pausePhase,
  pausePlan,
  pauseRole,
  phasePaused,
  planAdded,
  planCapped,
  planFinished,
  planPaused,
  prioritiseTasks,
  resumeRole,
  rolePaused,
  runnerRegistered,
  taskClaimed,
} from '@headrace/events/testing';
import {
  given,
  ids,
  planned,
  prepared,
  ready,
  registered,
  started,
  taskNamed,
  taskReady,
} from '../testing/given.ts';

const three = ['t', 'u', 'v'].map((name, ordinal) => taskNamed(name, { ordinal, spec: { scope: [name] } }));
const allReady = [...planned(...three), ready('t', 'u', 'v')];

describe('pausing', () => {
  it('a plan lets attempts go on', () => given(started).when(pausePlan()).then({ type: 'PlanPaused' }));
  it('a plan with a grace ends them', () => {
    given(started)
      .when(pausePlan({ graceMs: 0 }))
      .then({ type: 'PlanPaused' }, { type: 'AttemptsStopped' }, { type: 'TasksBecameReady' });
    given(started, planPaused())
      .when(pausePlan({ graceMs: 0 }))
      .then({ type: 'AttemptsStopped' }, { type: 'TasksBecameReady' });
  });
  it('a phase with a grace ends them, and their tasks wait', () => {
    const stopped = [{ type: 'AttemptsStopped' }, { type: 'TasksBecameBlocked', taskIds: ids('t') }] as const;
    given(started)
      .when(pausePhase({ graceMs: 0 }))
      .then({ type: 'PhasePaused' }, ...stopped);
    given(started, phasePaused())
      .when(pausePhase({ graceMs: 0 }))
      .then(...stopped);
  });
  it('a role stops its offers', () => {
    given(taskReady)
      .when(pauseRole())
      .then({ type: 'RolePaused', roleId: 'developer' as RoleId });
    given(taskReady, rolePaused()).when(claimTasks()).thenNothing();
    given(taskReady, rolePaused()).when(pauseRole()).thenNothing();
    given(taskReady, rolePaused()).when(resumeRole()).then({ type: 'RoleResumed' });
    given(taskReady).when(resumeRole()).thenNothing();
  });
  it('a role with a grace ends its attempts', () =>
    given(started)
      .when(pauseRole({ graceMs: 0 }))
      .then({ type: 'RolePaused' }, { type: 'AttemptsStopped' }, { type: 'TasksBecameReady' }));
  it('needs the role', () =>
    given(taskReady)
      .when(pauseRole({ roleId: 'pilot' as RoleId }))
      .thenRefused('ROLE_UNKNOWN', { expected: 'developer' }));
  it('needs a plan that goes on', () =>
    given(taskReady, planFinished()).when(pauseRole()).thenRefused('PLAN_NOT_ACTIVE'));
});

describe('cancelling a part of a plan', () => {
  const built = { ...three[1]!, spec: { ...three[1]!.spec, phaseId: 'ship' as PhaseId } };
  it('takes the tasks of a phase that are not over', () =>
    given(planned(three[0]!, built), ready('t'))
      .when(cancelPhase())
      .then(
        { type: 'TasksCancelled', taskIds: ids('t'), reason: 'Phase build was cancelled.' },
        { type: 'PhaseOpened' },
        {
          type: 'TasksBecameReady',
          taskIds: ids('u'),
        },
      ));
  it('takes those of a role', () =>
    given(allReady)
      .when(cancelRole())
      .then(
        { type: 'TasksCancelled', taskIds: ids('t', 'u', 'v') },
        { type: 'PhaseOpened' },
        {
          type: 'PlanFinished',
          outcome: 'cancelled',
        },
      ));
  it('leaves what may have been pushed', () => given(prepared).when(cancelPhase()).thenNothing());
});

describe('a cap', () => {
  it('of 0 is refused: pausing is the way', () => {
    given(taskReady)
      .when(capPlan({ maxParallel: 0 }))
      .thenRefused('CAP_INVALID', { allowed: ['PausePlan'] });
    given(taskReady)
      .when(capOrg({ maxParallel: 0 }))
      .thenRefused('CAP_INVALID', { allowed: ['StopOrg'] });
    given(taskReady)
      .when(capOrg({ maxParallel: -1 }))
      .thenRefused('CAP_INVALID');
  });
  it('is a fact, once', () => {
    given(taskReady).when(capPlan()).then({ type: 'PlanCapped', maxParallel: 1 });
    given(taskReady, planCapped()).when(capPlan()).thenNothing();
    given(taskReady, planCapped())
      .when(capPlan({ maxParallel: null }))
      .then({ type: 'PlanCapped', maxParallel: null });
    given(taskReady).when(capOrg()).then({ type: 'OrgCapped', maxParallel: 1 });
    given(taskReady)
      .when(capOrg({ maxParallel: null }))
      .thenNothing();
  });
  it('of a plan lets so many of all asked for begin', () => {
    given(allReady, planCapped({ maxParallel: 2 }))
      .when(claimTasks({ slots: 3 }))
      .then(
        { type: 'TaskClaimed' },
        {
          type: 'TaskClaimed',
        },
      );
    given(allReady, taskClaimed(), planCapped()).when(claimTasks()).thenNothing();
  });
  it('of a plan file is one', () =>
    given(
      allReady.map((event) => (event.type === 'PlanAdded' ? planAdded({ maxParallel: 1 }) : event)),
      taskClaimed(),
    )
      .when(claimTasks())
      .thenNothing());
  it('of the org lets so many of all asked for begin', () => {
    given(allReady, orgCapped({ maxParallel: 2 }))
      .when(claimTasks({ slots: 3 }))
      .then(
        { type: 'TaskClaimed' },
        {
          type: 'TaskClaimed',
        },
      );
    given(allReady, taskClaimed(), orgCapped()).when(claimTasks()).thenNothing();
  });
  it('of a runner is what it registered', () =>
    given(registered.slice(0, 1), runnerRegistered({ slots: 1 }), allReady.slice(2))
      .when(claimTasks({ slots: 3 }))
      .then({ type: 'TaskClaimed' }));
  it('lets those at work go on when it falls below them', () =>
    given(allReady, taskClaimed(), planCapped())
      .when(capPlan({ maxParallel: 2 }))
      .then({ type: 'PlanCapped' }));
});

describe('another priority', () => {
  it('is for all that is not over', () =>
    given(allReady)
      .when(prioritiseTasks())
      .then({ type: 'TasksPrioritised', taskIds: ids('t', 'u', 'v') }));
  it('is for those that are named', () =>
    given(allReady)
      .when(prioritiseTasks({ taskIds: ids('u') }))
      .then({ type: 'TasksPrioritised', taskIds: ids('u') }));
  it('changes what is offered first', () =>
    given(allReady, {
      type: 'TasksPrioritised',
      planId: 'p',
      taskIds: ids('v'),
      priority: 'critical',
    } as never)
      .when(claimTasks({ slots: 1 }))
      .then({ type: 'TaskClaimed', taskId: ids('v')[0]! }));
  it('is nothing where all have it', () =>
    given(allReady)
      .when(prioritiseTasks({ priority: 'medium' }))
      .thenNothing());
  it('needs what it names', () => {
    given(allReady)
      .when(prioritiseTasks({ taskIds: ids('t', 'x') }))
      .thenRefused('TASK_NOT_FOUND', { path: 'taskIds[1]' });
    given(allReady)
      .when(prioritiseTasks({ phaseId: 'x' as PhaseId }))
      .thenRefused('PHASE_NOT_FOUND');
    given(allReady)
      .when(prioritiseTasks({ roleId: 'x' as RoleId }))
      .thenRefused('ROLE_UNKNOWN');
  });
});
