import {
  definitionOf,
  FollowUp,
  type Actor,
  type AttemptId,
  type ChangeId,
  type Event,
  type GateId,
  type RepoId,
  type RunnerId,
  type Sha,
  type TaskId,
} from '@headrace/events';
import {
  approvalsVoided,
  changeLanded,
  changeOpened,
  changeQueued,
  changeSentBack,
  claimLanding,
  expireLanding,
  failLanding,
  landingClaimed,
  landingFailed,
  landingPrepared,
  landingVoided,
  momentOf,
  planAdded,
  planCancelled,
  prepareLanding,
  recordLanding,
  reviewRequested,
  runnerDraining,
  taskClaimed,
  taskDone,
  tasksCancelled,
  voidLanding,
  gateResult,
  cancelPlan,
  attemptStarted,
} from '@headrace/events/testing';
import {
  definition,
  given,
  ids,
  landing,
  planned,
  prepared,
  queued,
  ready,
  registered,
  reviewing,
  taskNamed,
} from '../testing/given.ts';

const sha = (letter: string) => letter.repeat(40) as Sha;
/** On a branch that has moved. */
const moved = { base: sha('1'), tree: sha('2'), result: sha('3') };
const again = (over: object = {}) =>
  gateResult({ definition, base: moved.base, head: moved.result, tree: moved.tree, ...over });

describe('claiming a landing', () => {
  it('takes the head of the queue', () =>
    given(queued)
      .when(claimLanding())
      .then(landingClaimed({ fence: 1 })));
  it('takes nothing where nothing waits', () => given(reviewing).when(claimLanding()).thenNothing());
  it('takes nothing that is claimed', () => given(landing).when(claimLanding()).thenNothing());
  it('takes nothing from repositories that the runner does not have', () =>
    given(queued)
      .when(claimLanding({ repos: ['x' as RepoId] }))
      .thenNothing());
  it('needs a runner that is registered', () =>
    given(queued)
      .when(claimLanding({ runnerId: 'x' as RunnerId }))
      .thenRefused('RUNNER_NOT_FOUND'));
  it('gives a draining runner nothing', () =>
    given(queued, runnerDraining()).when(claimLanding()).thenRefused('RUNNER_DRAINING'));
  it('goes on with a new fence', () =>
    given(landing, landingVoided({ because: 'lease' }))
      .when(claimLanding())
      .then(landingClaimed({ fence: 2 })));
  it('keeps the order in which changes were queued', () => {
    const second = { taskId: 'u' as TaskId, changeId: 'p.u.1' as ChangeId };
    const past = [
      ...planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { scope: ['docs'] } })),
      ready('t', 'u'),
      taskClaimed(),
      taskClaimed({ taskId: second.taskId, attemptId: 'p.u.1' as never }),
      changeOpened(second),
      changeQueued(second),
      changeOpened(),
      changeQueued(),
    ];
    given(past).when(claimLanding()).then({ type: 'LandingClaimed', changeId: second.changeId });
    given(past, landingClaimed(second)).when(claimLanding()).thenNothing();
  });
});

describe('of several branches', () => {
  const other = { planId: 'q' as never, changeId: 'q.t.1' as ChangeId };
  const past = [
    ...[...queued, planAdded({ ...other, target: 'next' }), taskNamed('t', { planId: other.planId })],
    ...[{ ...ready('t'), planId: other.planId }, taskClaimed({ ...other, attemptId: 'q.t.1' as never })],
    ...[changeOpened(other), changeQueued({ ...other, target: 'next' })],
  ];
  const lands = (changeId: ChangeId) => ({ type: 'LandingClaimed', changeId }) as const;
  const first = 'p.t.1' as ChangeId;
  const obstructed = landingVoided({ because: 'infrastructure', note: 'the forge refuses it' });

  it('lands the change that has waited longest first', () => {
    given(past).when(claimLanding()).then(lands(first));
    given(past, landingClaimed()).when(claimLanding()).then(lands(other.changeId));
  });
  it('does not stop the others when the forge refuses one', () =>
    given(past, landingClaimed(), obstructed).when(claimLanding()).then(lands(other.changeId)));
  it('lets those that are refused take turns', () =>
    given(past, landingClaimed(), obstructed, landingClaimed(other), { ...obstructed, ...other })
      .when(claimLanding())
      .then(lands(first)));
  it('goes back to the order once the branch alone stood in the way', () =>
    given(past, landingClaimed(), landingVoided({ because: 'base-moved' }))
      .when(claimLanding())
      .then(lands(first)));
});

describe('preparing a landing', () => {
  it('is enough with the verdicts of the attempt where nothing has moved', () =>
    given(landing)
      .when(prepareLanding())
      .then(landingPrepared({ base: sha('a'), tree: sha('c'), result: sha('3') })));
  it('needs the gates again where the branch has moved', () =>
    given(landing).when(prepareLanding(moved)).thenRefused('GATES_NOT_PASSED', { expected: 'test' }));
  it('is enough with gates on what will be on the branch', () =>
    given(landing)
      .when(prepareLanding({ ...moved, gates: [again()] }))
      .then(landingPrepared({ ...moved, gates: [again()] })));
  it.each([
    { verdict: 'failed' },
    { base: sha('9') },
    { tree: sha('9') },
    { head: sha('9') },
    { definition: 'f'.repeat(64) },
  ])('does not take a verdict with %j', (over) =>
    given(landing)
      .when(prepareLanding({ ...moved, gates: [again(over)] }))
      .thenRefused('GATES_NOT_PASSED'),
  );
  it('is of the change that was reviewed', () =>
    given(landing)
      .when(prepareLanding({ head: sha('9') }))
      .thenRefused('CHANGE_MOVED'));
  it('needs a claim', () =>
    given(queued)
      .when(prepareLanding({ fence: 0 }))
      .thenRefused('LANDING_NOT_CLAIMED'));
  it('is refused under a stale fence', () =>
    given(landing, landingVoided({ because: 'lease' }), landingClaimed({ fence: 2 }))
      .when(prepareLanding())
      .thenRefused('FENCE_STALE', { expected: '2' }));
  it('happens once', () =>
    given(landing, landingPrepared({ base: sha('a'), tree: sha('c') }))
      .when(prepareLanding())
      .thenNothing());
  it('replaces what an earlier claim prepared', () =>
    given(prepared, landingVoided({ because: 'lease' }), landingClaimed({ fence: 2 }))
      .when(prepareLanding({ fence: 2 }))
      .then({ type: 'LandingPrepared', base: sha('a') }));
});

describe('a patch that differs on the moved branch', () => {
  const other = prepareLanding({ ...moved, patchId: sha('e'), gates: [again()] });
  const voided = [approvalsVoided({ reason: 'x' }), landingVoided({ because: 'review' }), reviewRequested()];
  it('voids the approvals', () =>
    given(landing)
      .when(other)
      .then(
        { type: 'ApprovalsVoided', patchId: sha('e') },
        { type: 'LandingVoided', because: 'review' },
        reviewRequested(),
      ));
  it('cannot land before it is approved again', () =>
    given(landing, voided).when(other).thenRefused('APPROVAL_MISSING'));
  it('lands when it is', () =>
    given(landing, voided, changeQueued(), landingClaimed({ fence: 2 }))
      .when({ ...other, fence: 2 })
      .then({ type: 'LandingPrepared' }));
  it('is fine where no approval is needed', () => {
    const past = [
      ...planned(taskNamed('t', { spec: { approvals: 0, gates: [] } })),
      ready('t'),
      taskClaimed(),
      changeOpened(),
      changeQueued(),
      landingClaimed(),
    ];
    given(past).when(other).then({ type: 'LandingPrepared' });
  });
  it('keeps the verdict of a reviewing agent only while it is the same', () => {
    const look = 'look' as GateId;
    const gates = { [look]: { kind: 'review', role: 'developer', timeoutSeconds: 600 } } as never;
    const verdict = { gate: look, definition: '8ab1c2' };
    const past = (definitionOfLook: string): readonly Event[] => [
      ...registered,
      planAdded({ gates }),
      taskNamed('t', { spec: { approvals: 0, gates: [look] } }),
      ready('t'),
      taskClaimed(),
      attemptStarted(),
      { type: 'GatesStarted', ...ofAttempt, round: 1, gates: [look] },
      {
        type: 'GateReported',
        ...ofAttempt,
        round: 1,
        result: gateResult({ ...verdict, definition: definitionOfLook } as never),
      },
      changeOpened(),
      changeQueued(),
      landingClaimed(),
    ];
    const kept = past(lookDefinition);
    given(kept).when(prepareLanding(moved)).then({ type: 'LandingPrepared' });
    given(kept)
      .when(prepareLanding({ ...moved, patchId: sha('e') }))
      .thenRefused('GATES_NOT_PASSED', { expected: 'look' });
  });
});
const ofAttempt = { planId: 'p', taskId: 't', attemptId: 'p.t.1' } as never as {
  planId: never;
  taskId: never;
  attemptId: never;
};
const lookDefinition = definitionOf({ kind: 'review', role: 'developer' as never, timeoutSeconds: 600 });

describe('recording a landing', () => {
  const finished = [
    { type: 'PhaseOpened', phaseId: 'ship' as never, because: 'condition' },
    { type: 'PlanFinished', outcome: 'done' },
  ] as const;
  it('makes the task done, and what follows from it', () =>
    given(prepared)
      .when(recordLanding())
      .then(changeLanded(), taskDone(), ...finished));
  it('is of what was prepared', () =>
    given(prepared)
      .when(recordLanding({ result: sha('9') }))
      .thenRefused('LANDING_NOT_PREPARED', { expected: sha('3') }));
  it('needs a preparation', () => given(landing).when(recordLanding()).thenRefused('LANDING_NOT_PREPARED'));
  it('is done by whoever finds it on the branch', () =>
    given(prepared, landingVoided({ because: 'lease' }), landingClaimed({ fence: 2 }))
      .when(recordLanding({ fence: 2 }))
      .then({ type: 'ChangeLanded' }, { type: 'TaskDone' }, ...finished));
  it('is refused to the one that came before', () =>
    given(prepared, landingVoided({ because: 'lease' }), landingClaimed({ fence: 2 }))
      .when(recordLanding())
      .thenRefused('FENCE_STALE'));
  it('happens once', () => given(prepared, changeLanded(), taskDone()).when(recordLanding()).thenNothing());
  it('lets those begin that need it', () => {
    const past = [
      ...planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { needs: ids('t') } })),
      ready('t'),
      taskClaimed(),
      changeOpened(),
      changeQueued(),
      landingClaimed(),
      landingPrepared(),
    ];
    given(past)
      .when(recordLanding())
      .then({ type: 'ChangeLanded' }, { type: 'TaskDone' }, { type: 'TasksBecameReady', taskIds: ids('u') });
  });
});

describe('a landing that does not come about', () => {
  it('keeps its place when the branch moved', () =>
    given(prepared)
      .when(voidLanding())
      .then(landingVoided({ because: 'base-moved' })));
  it('forgets what it had prepared then', () =>
    given(prepared, landingVoided(), landingClaimed({ fence: 2 }))
      .when(recordLanding({ fence: 2 }))
      .thenRefused('LANDING_NOT_PREPARED'));
  it('goes back to the task when it conflicts', () =>
    given(landing)
      .when(failLanding())
      .then(landingFailed({ because: 'conflict' }), changeSentBack({ because: 'conflict' }), {
        type: 'TasksBecameReady',
      }));
  it('is claimed by others when its runner goes silent', () =>
    given(landing)
      .when(expireLanding(), {
        at: momentOf(99),
        facts: { lastHeartbeatAt: momentOf(50), servingSince: momentOf(1) },
      })
      .then(landingVoided({ because: 'lease', note: 'Runner r1 went silent.' })));
  it('is left to its runner while that is alive', () =>
    given(landing)
      .when(expireLanding(), {
        at: momentOf(60),
        facts: { lastHeartbeatAt: momentOf(50), servingSince: momentOf(1) },
      })
      .thenRefused('LEASE_ALIVE', { expected: momentOf(80) }));
});

describe('cancelling a plan while a push may be under way', () => {
  const ending = [...prepared, planCancelled()];
  it('leaves that task to its landing', () => given(prepared).when(cancelPlan()).then(planCancelled()));
  it('ends with the landing', () =>
    given(ending)
      .when(recordLanding())
      .then({ type: 'ChangeLanded' }, { type: 'TaskDone' }, { type: 'PlanFinished', outcome: 'cancelled' }));
  it('ends with a landing that does not come about', () =>
    given(ending)
      .when(voidLanding())
      .then(
        { type: 'LandingVoided' },
        changeSentBack({ because: 'cancelled', feedback: 'The plan was cancelled.' }),
        tasksCancelled({ reason: 'The plan was cancelled.' }),
        { type: 'PlanFinished' },
      ));
  it('ends with a conflict', () =>
    given(ending)
      .when(failLanding())
      .then(
        { type: 'LandingFailed' },
        { type: 'ChangeSentBack', because: 'cancelled' },
        { type: 'TasksCancelled' },
        { type: 'PlanFinished' },
      ));
  it('ends where the change would have to be approved again', () =>
    given([...ending, landingVoided({ because: 'lease' }), landingClaimed({ fence: 2 })])
      .when(prepareLanding({ fence: 2, patchId: sha('9') }))
      .then(
        landingVoided({ because: 'review', note: expect.any(String) as never }),
        { type: 'ChangeSentBack', because: 'cancelled' },
        { type: 'TasksCancelled' },
        { type: 'PlanFinished' },
      ));
});

describe('what follows a landed change', () => {
  const followUp = FollowUp.parse({
    onLanded: { phases: ['build'] },
    task: {
      id: 'check-{task}',
      title: 'Check {title}',
      role: 'developer',
      run: 'check {task}',
      brief: 'After {title}.',
      change: 'none',
    },
  });
  const past = (over: Parameters<typeof taskNamed>[1] = {}) => [
    ...registered,
    planAdded({ followUps: [followUp] }),
    taskNamed('t', over),
    ready('t'),
    taskClaimed(),
    changeOpened(),
    changeQueued(),
    landingClaimed(),
    landingPrepared(),
  ];
  it('is a task of its own, ready at once', () =>
    given(past())
      .when(recordLanding())
      .then(
        { type: 'ChangeLanded' },
        { type: 'TaskDone' },
        {
          type: 'TaskAdded',
          taskId: ids('check-t')[0]!,
          ordinal: 1,
          origin: { kind: 'follow-up', of: ids('t')[0]!, changeId: 'p.t.1' as ChangeId },
          spec: expect.objectContaining({
            title: 'Check Mend the pump',
            brief: 'After Mend the pump.',
            run: 'check t',
          }) as never,
        },
        { type: 'PhaseOpened' },
        { type: 'TasksBecameReady', taskIds: ids('check-t') },
      ));
  it('follows only the phases that it names', () =>
    given(past({ spec: { phaseId: null } }))
      .when(recordLanding())
      .then(
        { type: 'ChangeLanded' },
        { type: 'TaskDone' },
        { type: 'PhaseOpened' },
        { type: 'PlanFinished' },
      ));
  it('has an id of its own', () =>
    given([...past(), taskNamed('check-t', { ordinal: 1 })])
      .when(recordLanding())
      .then(
        { type: 'ChangeLanded' },
        { type: 'TaskDone' },
        { type: 'TaskAdded', taskId: ids('check-t-2')[0]! },
        { type: 'TasksBecameReady' },
      ));
  const followsX = { kind: 'follow-up', of: ids('x')[0]!, changeId: 'p.x.1' as ChangeId } as const;
  it('is followed by nothing', () =>
    given(past({ origin: followsX }))
      .when(recordLanding(), { actor: 'runner:r1' as Actor })
      .then(
        { type: 'ChangeLanded' },
        { type: 'TaskDone' },
        { type: 'PhaseOpened' },
        { type: 'PlanFinished' },
      ));
  it('is followed by nothing in parts either', () => {
    const part = { of: ids('w')[0]!, attemptId: 'p.w.1' as AttemptId, source: sha('f'), ref: 'refs/x' };
    const whole = taskNamed('w', { ordinal: 1, origin: followsX });
    given([
      planAdded({ followUps: [followUp] }),
      whole,
      ...past({ origin: { kind: 'split', ...part } }).slice(3),
    ])
      .when(recordLanding())
      .then({ type: 'ChangeLanded' }, { type: 'TaskDone' });
  });
});
