import type { AttemptId } from '@headrace/events';
import {
  attemptCancelled,
  attemptsStopped,
  changeLanded,
  claimLanding,
  claimTasks,
  landingVoided,
  orgStarted,
  orgStopped,
  phasePaused,
  prepareLanding,
  recordLanding,
  reportSalvage,
  startAttempt,
  startOrg,
  stopOrg,
  taskClaimed,
  tasksCancelled,
  workSaved,
} from '@headrace/events/testing';
import {
  claimed,
  given,
  ids,
  landing,
  prepared,
  queued,
  ready,
  started,
  taskReady,
} from '../testing/given.ts';

const stopped = orgStopped();

describe('stopping everything', () => {
  it('is one fact where nothing is at work', () =>
    given(taskReady).when(stopOrg()).then({ type: 'OrgStopped', reason: 'the build is on fire' }));
  it('ends what is at work, whose tasks go back to work at no cost', () =>
    given(started)
      .when(stopOrg({ graceMs: 500 }))
      .then(
        { type: 'OrgStopped' },
        { type: 'AttemptsStopped', taskIds: ids('t'), fences: [1], graceMs: 500 },
        {
          type: 'TasksBecameReady',
          taskIds: ids('t'),
        },
      ));
  it('leads back to blocked where the phase was paused meanwhile', () =>
    given(started, phasePaused())
      .when(stopOrg())
      .then({ type: 'OrgStopped' }, { type: 'AttemptsStopped' }, { type: 'TasksBecameBlocked' }));
  it('lets attempts go on where that is asked for', () =>
    given(started)
      .when(stopOrg({ graceMs: null }))
      .then({ type: 'OrgStopped' }));
  it('ends them when it comes again without', () =>
    given(started, stopped).when(stopOrg()).then({ type: 'AttemptsStopped' }, { type: 'TasksBecameReady' }));
  it('happens once', () => given(taskReady, stopped).when(stopOrg()).thenNothing());
  it('takes a landing back that is not prepared', () =>
    given(landing)
      .when(stopOrg())
      .then({ type: 'OrgStopped' }, { type: 'LandingVoided', because: 'stopped' }));
  it('leaves one that may have been pushed to its runner', () =>
    given(prepared).when(stopOrg()).then({ type: 'OrgStopped' }));
});

describe('while everything is stopped', () => {
  it('nothing is claimed', () => given(taskReady, stopped).when(claimTasks()).thenNothing());
  it('no landing is claimed', () => given(queued, stopped).when(claimLanding()).thenNothing());
  it('nothing is prepared to be pushed', () =>
    given(landing, stopped)
      .when(prepareLanding())
      .thenRefused('ORG_STOPPED', {
        allowed: expect.arrayContaining(['StartOrg', 'VoidLanding']) as never,
        proof: expect.arrayContaining([{ position: 14, index: 0 }]) as never,
      }));
  it('what was pushed is recorded', () =>
    given(prepared, stopped)
      .when(recordLanding())
      .then(
        changeLanded({ target: 'main' }),
        { type: 'TaskDone' },
        { type: 'PhaseOpened' },
        { type: 'PlanFinished' },
      ));
  it('the stopped attempt is over', () =>
    given(claimed, attemptsStopped(), ready('t'), stopped).when(startAttempt()).thenRefused('ATTEMPT_OVER'));
});

describe('starting again', () => {
  it('is a fact', () => given(taskReady, stopped).when(startOrg()).then({ type: 'OrgStarted' }));
  it('is nothing where it runs', () => given(taskReady).when(startOrg()).thenNothing());
  it('offers what there is', () =>
    given(taskReady, stopped, orgStarted()).when(claimTasks()).then({ type: 'TaskClaimed', fence: 1 }));
  it('gives a stopped task a new fence', () =>
    given(claimed, stopped, attemptsStopped(), ready('t'), orgStarted())
      .when(claimTasks())
      .then({ type: 'TaskClaimed', fence: 2 }));
  it('lands what waited', () =>
    given(landing, stopped, landingVoided({ because: 'stopped' }), orgStarted())
      .when(claimLanding())
      .then({ type: 'LandingClaimed', fence: 2 }));
});

describe('what a runner kept', () => {
  const over = [...started, attemptsStopped(), ready('t')];
  it('is recorded for an attempt that was stopped', () =>
    given(over).when(reportSalvage()).then(workSaved()));
  it('is recorded for one that was cancelled with its task', () =>
    given(started, attemptCancelled(), tasksCancelled()).when(reportSalvage()).then({ type: 'WorkSaved' }));
  it('is recorded while somebody else works on the task', () =>
    given(claimed, attemptsStopped(), ready('t'), taskClaimed({ attemptId: 'p.t.2' as AttemptId, fence: 2 }))
      .when(reportSalvage())
      .then(workSaved()));
  it('is recorded once', () => given(over, workSaved()).when(reportSalvage()).thenNothing());
  it('is no way to end an attempt', () =>
    given(started).when(reportSalvage()).thenRefused('ATTEMPT_OUT_OF_STEP', { state: 'running' }));
  it('comes with the end of one that ended by itself', () =>
    given(prepared, changeLanded()).when(reportSalvage()).thenRefused('ATTEMPT_OVER'));
  it('needs the attempt', () =>
    given(over)
      .when(reportSalvage({ attemptId: 'p.t.7' as AttemptId, fence: 7 }))
      .thenRefused('ATTEMPT_NOT_FOUND'));
});
