import type { AttemptId, CommandId, Digest, GateId, Instant } from '@headrace/events';
import {
  attemptFedBack,
  attemptStarted,
  claimExpired,
  expireClaim,
  feedBackAttempt,
  gateReported,
  gateResult,
  gatesStarted,
  momentOf,
  phasePaused,
  reportGate,
  reportSalvage,
  startAttempt,
  startGates,
  taskClaimed,
  tasksCancelled,
  attemptCancelled,
  workSaved,
} from '@headrace/events/testing';
import {
  claimed,
  definition,
  given,
  proven,
  ready,
  reported,
  started,
  taskReady,
  verifying,
} from '../testing/given.ts';

const second = { attemptId: 'p.t.2' as AttemptId, fence: 2 };
const reclaimed = [...claimed, claimExpired(), ready('t'), taskClaimed(second)];

describe('a command of an attempt', () => {
  it('is refused under a stale fence, with the claim that holds the task now', () =>
    given(reclaimed)
      .when(startAttempt())
      .thenRefused('FENCE_STALE', { expected: '2', proof: [{ position: 9, index: 0 }] }));
  it('is refused under a fence that is not its own', () =>
    given(reclaimed)
      .when(startAttempt({ fence: 2 }))
      .thenRefused('FENCE_STALE'));
  it('is refused when it has ended, with the event that ended it', () =>
    given(claimed, claimExpired(), ready('t'))
      .when(startAttempt())
      .thenRefused('ATTEMPT_OVER', {
        state: 'ready',
        proof: [
          { position: 7, index: 0 },
          { position: 8, index: 0 },
        ],
      }));
  it('is refused after a cancel', () =>
    given(claimed, attemptCancelled(), tasksCancelled())
      .when(startAttempt())
      .thenRefused('ATTEMPT_OVER', { state: 'cancelled' }));
  it.each(['p.t.2', 'p.x.1', 'q.t.1', 'p.t.0', 'p.t.x'])('needs its attempt, which %s is not', (attemptId) =>
    given(claimed)
      .when(startAttempt({ attemptId: attemptId as AttemptId }))
      .thenRefused('ATTEMPT_NOT_FOUND'),
  );
});

describe('starting an attempt', () => {
  it('records base and branch', () => given(claimed).when(startAttempt()).then(attemptStarted()));
  it('happens once', () => given(started).when(startAttempt()).thenNothing());
  it('cannot change its base', () =>
    given(started)
      .when(startAttempt({ branch: 'other' }))
      .thenRefused('ATTEMPT_OUT_OF_STEP'));
});

describe('the gates of an attempt', () => {
  const test = 'test' as GateId;
  it('run when the agent is through', () =>
    given(started)
      .when(startGates())
      .then(gatesStarted({ round: 1, gates: [test] })));
  it('do not run before', () => given(claimed).when(startGates()).thenRefused('ATTEMPT_NOT_STARTED'));
  it('start once a round', () => given(verifying).when(startGates()).thenNothing());
  it('have rounds without gaps', () =>
    given(started)
      .when(startGates({ round: 2 }))
      .thenRefused('ATTEMPT_OUT_OF_STEP', { expected: 'round 1' }));
  it('are reported', () =>
    given(verifying)
      .when(reportGate({ result: gateResult({ definition }) }))
      .then(reported()));
  it('are those of the task', () =>
    given(verifying)
      .when(reportGate({ result: gateResult({ gate: 'lint' as GateId }) }))
      .thenRefused('GATE_UNKNOWN', { expected: 'test' }));
  it('are those of the plan: another definition is no verdict', () =>
    given(verifying)
      .when(reportGate({ result: gateResult({ definition: '0'.repeat(64) as Digest }) }))
      .thenRefused('VALUE_INVALID', { expected: definition }));
  it('are reported for the round that runs', () =>
    given(verifying)
      .when(reportGate({ round: 2 }))
      .thenRefused('ATTEMPT_OUT_OF_STEP'));
  it('go back to the agent when they fail', () =>
    given(verifying, reported({ verdict: 'failed' }))
      .when(feedBackAttempt())
      .then(attemptFedBack()));
  it('begin a new round after that', () =>
    given(proven, attemptFedBack())
      .when(startGates({ round: 2 }))
      .then(gatesStarted({ round: 2 })));
  it('do not go back for ever', () => {
    const twice = [
      attemptFedBack(),
      gatesStarted({ round: 2 }),
      attemptFedBack({ round: 2 }),
      gatesStarted({ round: 3 }),
    ];
    given(verifying, twice)
      .when(feedBackAttempt({ round: 3 }))
      .thenRefused('ATTEMPT_OUT_OF_STEP', {
        allowed: expect.not.arrayContaining(['FeedBackAttempt']) as never,
      });
  });
  it('feeds back what is wrong with a proposal, without a gate', () =>
    given(verifying)
      .when(feedBackAttempt({ gates: [], proposal: 'proposal.yaml:2:3 KEY_UNKNOWN' }))
      .then({ type: 'AttemptFedBack', round: 1, gates: [], proposal: 'proposal.yaml:2:3 KEY_UNKNOWN' }));
  it('feeds back nothing without saying what', () =>
    given(verifying)
      .when(feedBackAttempt({ gates: [] }))
      .thenRefused('GATE_UNKNOWN'));
  it('must be of the task to go back', () =>
    given(verifying)
      .when(feedBackAttempt({ gates: ['lint' as GateId] }))
      .thenRefused('GATE_UNKNOWN'));
  it('forget their verdicts with the round', () =>
    given(proven, attemptFedBack(), gatesStarted({ round: 2 }))
      .when(reportGate({ round: 1 }))
      .thenRefused('ATTEMPT_OUT_OF_STEP', { expected: 'round 2' }));
});

describe('a lease', () => {
  const silentSince = (lastHeartbeatAt: Instant | null, servingSince = momentOf(1)) => ({
    facts: { lastHeartbeatAt, servingSince },
  });
  const at = (second: number) => ({ at: momentOf(second) });
  it('that has ended gives the task to others at no cost', () =>
    given(claimed)
      .when(expireClaim(), { ...at(60), ...silentSince(momentOf(20)) })
      .then(claimExpired({ lastHeartbeatAt: momentOf(20) }), { type: 'TasksBecameReady' }));
  it('lives on with heartbeats', () =>
    given(claimed)
      .when(expireClaim(), { ...at(49), ...silentSince(momentOf(20)) })
      .thenRefused('LEASE_ALIVE', { expected: momentOf(50) }));
  it('does not run while heartbeats cannot arrive', () =>
    given(claimed)
      .when(expireClaim(), { ...at(60), ...silentSince(momentOf(20), momentOf(40)) })
      .thenRefused('LEASE_ALIVE', { expected: momentOf(70) }));
  it('is whole at the claim', () =>
    given(claimed)
      .when(expireClaim(), { ...at(35), ...silentSince(null) })
      .thenRefused('LEASE_ALIVE', { expected: momentOf(36) }));
  it('ends without any heartbeat, too', () =>
    given(claimed)
      .when(expireClaim(), { ...at(36), ...silentSince(null) })
      .then(claimExpired({ lastHeartbeatAt: momentOf(6) }), { type: 'TasksBecameReady' }));
  it('that ends in a paused phase leaves the task waiting', () =>
    given(claimed, phasePaused())
      .when(expireClaim(), { ...at(60), ...silentSince(null) })
      .then({ type: 'ClaimExpired' }, { type: 'TasksBecameBlocked' }));
  it('is not ended twice', () =>
    given(reclaimed)
      .when(expireClaim(), { ...at(60), ...silentSince(null), id: 'another' as CommandId })
      .thenRefused('FENCE_STALE'));
});

describe('an hour without an orchestrator', () => {
  const HOUR = 3600;
  const back = momentOf(HOUR);
  const facts = (lastHeartbeatAt: Instant | null) => ({ facts: { lastHeartbeatAt, servingSince: back } });
  it('leaves a runner the whole lease to come back in', () =>
    given(started)
      .when(expireClaim(), { at: momentOf(HOUR + 29), ...facts(null) })
      .thenRefused('LEASE_ALIVE', { expected: momentOf(HOUR + 30) }));
  it('costs one that came back nothing', () =>
    given(started)
      .when(expireClaim(), { at: momentOf(HOUR + 35), ...facts(momentOf(HOUR + 10)) })
      .thenRefused('LEASE_ALIVE', { expected: momentOf(HOUR + 40) }));
  it('takes what it has done meanwhile', () =>
    given(started)
      .when(startGates(), { at: momentOf(HOUR + 5) })
      .then({ type: 'GatesStarted', round: 1 }));
  it('ends the claim of one that stays away', () =>
    given(started)
      .when(expireClaim(), { at: momentOf(HOUR + 30), ...facts(null) })
      .then({ type: 'ClaimExpired' }, { type: 'TasksBecameReady' }));
  it('refuses one that was declared dead, and records where its work lies', () => {
    const dead = [...started, claimExpired(), ready('t')];
    given(dead)
      .when(startGates(), { at: momentOf(HOUR + 60) })
      .thenRefused('ATTEMPT_OVER', { state: 'ready' });
    given(reclaimed).when(startGates()).thenRefused('FENCE_STALE', { expected: '2' });
    given(dead).when(reportSalvage()).then(workSaved());
  });
});

it('has nothing to do with tasks that nobody claimed', () =>
  given(taskReady).when(startAttempt()).thenRefused('ATTEMPT_NOT_FOUND'));
it('takes a verdict from an earlier fold as it was', () =>
  given(verifying, gateReported()).when(startGates()).thenNothing());
