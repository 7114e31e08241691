import type { Actor, ChangeId, Sha } from '@headrace/events';
import {
  changeOpened,
  changeQueued,
  changeReviewed,
  changeSentBack,
  landingClaimed,
  reviewChange,
  reviewRequested,
  taskClaimed,
  attemptFailed,
} from '@headrace/events/testing';
import {
  given,
  ids,
  landing,
  planned,
  prepared,
  proven,
  queued,
  ready,
  reported,
  reviewing,
  taskNamed,
} from '../testing/given.ts';

const by = (actor: string) => ({ actor: actor as Actor });
const rejection = reviewChange({ verdict: 'reject', note: 'name the pump' });

describe('approving a change', () => {
  it('queues it when nobody else has to', () =>
    given(reviewing)
      .when(reviewChange())
      .then(changeReviewed({ actor: 'person:ada' as Actor }), changeQueued({ target: 'main' })));
  it('counts each actor once', () => {
    const twoNeeded = [...proven, changeOpened(), reviewRequested({ approvals: 2 }), changeReviewed()];
    given(twoNeeded).when(reviewChange()).thenNothing();
    given(twoNeeded)
      .when(reviewChange(), by('person:bob'))
      .then({ type: 'ChangeReviewed' }, { type: 'ChangeQueued' });
  });
  it('waits for the approvals that are missing', () =>
    given(proven, changeOpened(), reviewRequested({ approvals: 2 }))
      .when(reviewChange())
      .then({ type: 'ChangeReviewed' }));
  it('records the rule of a policy', () =>
    given(reviewing)
      .when(reviewChange({ rule: 'small changes' }), by('policy:auto-approve'))
      .then({ type: 'ChangeReviewed', rule: 'small changes' }, { type: 'ChangeQueued' }));
  it.each(['runner:r1', 'attempt:p.t.1', 'reactor:planner', 'system:orchestrator'])(
    'is not for %s',
    (actor) => given(reviewing).when(reviewChange(), by(actor)).thenRefused('FORBIDDEN'),
  );
  it('is for what the reviewer saw', () =>
    given(reviewing)
      .when(reviewChange({ head: '9'.repeat(40) as Sha }))
      .thenRefused('CHANGE_MOVED', { expected: 'b'.repeat(40) }));
  it('is recorded while it waits in the queue, too', () =>
    given(queued).when(reviewChange()).then({ type: 'ChangeReviewed' }));
  it('needs the change', () =>
    given(reviewing)
      .when(reviewChange({ changeId: 'p.t.2' as ChangeId }))
      .thenRefused('CHANGE_NOT_FOUND'));
});

describe('rejecting a change', () => {
  const sentBack = changeSentBack({ because: 'review', feedback: 'name the pump' });
  it('gives the task another attempt, with the note', () =>
    given(reviewing)
      .when(rejection)
      .then({ type: 'ChangeReviewed', verdict: 'reject' }, sentBack, {
        type: 'TasksBecameReady',
        taskIds: ids('t'),
      }));
  it('works in the queue, too', () =>
    given(queued).when(rejection).then({ type: 'ChangeReviewed' }, sentBack, { type: 'TasksBecameReady' }));
  it('works while its landing is claimed', () =>
    given(landing).when(rejection).then({ type: 'ChangeReviewed' }, sentBack, { type: 'TasksBecameReady' }));
  it('comes too late once it may have been pushed', () =>
    given(prepared).when(rejection).thenRefused('CHANGE_NOT_REVIEWABLE', { state: 'landing' }));
  it('happens once', () =>
    given(reviewing, changeSentBack(), ready('t'))
      .when(rejection)
      .thenRefused('CHANGE_NOT_REVIEWABLE', { state: 'sent-back' }));
  it('fails the task when no attempt is left', () => {
    const failedTwice = [1, 2].flatMap((fence) => [
      attemptFailed({ attemptId: `p.t.${fence}` as never }),
      ready('t'),
      taskClaimed({ attemptId: `p.t.${fence + 1}` as never, fence: fence + 1 }),
    ]);
    const third = { changeId: 'p.t.3' as ChangeId };
    const past = [
      ...planned(taskNamed('t', { spec: { gates: [] } })),
      ready('t'),
      taskClaimed(),
      ...failedTwice,
      changeOpened(third),
      reviewRequested(third),
    ];
    given(past)
      .when(reviewChange({ ...third, verdict: 'reject' }))
      .then(
        { type: 'ChangeReviewed' },
        { type: 'ChangeSentBack' },
        { type: 'TaskFailed' },
        { type: 'PlanFinished', outcome: 'failed' },
      );
  });
});

it('an approval from before a claim counts', () =>
  given(queued, landingClaimed()).when(reviewChange(), by('person:bob')).then({ type: 'ChangeReviewed' }));
it('a verdict belongs to its attempt', () =>
  given(proven, reported(), changeOpened(), reviewRequested())
    .when(reviewChange())
    .then({ type: 'ChangeReviewed' }, { type: 'ChangeQueued' }));
