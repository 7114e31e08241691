import { after, TaskDefaults, type FailurePolicies, type TaskHeld } from '@headrace/events';
import {
  attemptFailed,
  failAttempt,
  momentOf,
  planAdded,
  retryTask,
  taskAdded,
  taskClaimed,
  taskFailed,
  taskHeld,
  taskReleased,
  taskRetried,
} from '@headrace/events/testing';
import { claimed, given, ready, registered, started } from '../testing/given.ts';

const again = { type: 'TasksBecameReady' } as const;
const failed = { type: 'AttemptFailed' } as const;
const held = (reason: TaskHeld['reason'], until: TaskHeld['until']) =>
  ({ type: 'TaskHeld', reason, until }) as const;
const attempt = (fence: number) => ({ attemptId: `p.t.${fence}` as never, fence });

/** A claimed task in a plan, each with its own word about failures. */
const claimedUnder = (byPlan: FailurePolicies, byTask?: FailurePolicies) => [
  ...registered,
  planAdded({ defaults: TaskDefaults.parse({ failures: byPlan }) }),
  taskAdded({ spec: { maxAttempts: 9, ...(byTask ? { failures: byTask } : {}) } }),
  ready('t'),
  taskClaimed(),
];

describe('a failure', () => {
  it('is followed by what the plan says', () =>
    given(claimedUnder({ crashed: { then: 'feedback' } }))
      .when(failAttempt({ class: 'crashed' }))
      .then(failed, again));
  it('is followed by what the task says, before its plan', () =>
    given(claimedUnder({ gate: { then: 'stop' } }, { gate: { then: 'ask' } }))
      .when(failAttempt({ class: 'gate', message: '3 tests failed' }))
      .then(failed, again, { ...held('ask', null), note: 'gate: 3 tests failed', failure: 'gate' }));
  it('ends the task where the plan says to stop', () =>
    given(claimedUnder({ refused: { then: 'stop' } }))
      .when(failAttempt({ class: 'refused', message: 'I would rather not' }))
      .then(
        failed,
        { type: 'TaskFailed', reason: 'The plan ends it with a failure (refused): I would rather not' },
        { type: 'PlanFinished', outcome: 'failed' },
      ));
  it('ends the task when its class has had its attempts, though others are left', () => {
    const past = claimedUnder({ crashed: { attempts: 2 } });
    given(past)
      .when(failAttempt({ class: 'crashed' }))
      .then(failed, again, { type: 'TaskHeld' });
    given(past, attemptFailed({ class: 'crashed' }), ready('t'), taskClaimed(attempt(2)))
      .when(failAttempt({ ...attempt(2), class: 'crashed' }))
      .then(failed, { type: 'TaskFailed' }, { type: 'PlanFinished' });
    given(past, attemptFailed({ class: 'gate' }), ready('t'), taskClaimed(attempt(2)))
      .when(failAttempt({ ...attempt(2), class: 'crashed' }))
      .then(failed, again, { type: 'TaskHeld', reason: 'retry' });
  });
  it('that waits for a person costs no attempt', () => {
    const asked = [1, 2, 3, 4].flatMap((fence) => [
      attemptFailed({ attemptId: attempt(fence).attemptId, class: 'auth' }),
      ready('t'),
      taskHeld({ reason: 'auth' }),
      taskReleased(),
      taskClaimed(attempt(fence + 1)),
    ]);
    given(claimed, asked)
      .when(failAttempt({ ...attempt(5), class: 'auth' }))
      .then(failed, again, held('auth', null));
  });
  it('that a person has answered for counts again once the plan lets it be retried', () =>
    given(claimedUnder({ refused: { then: 'retry' } }))
      .when(failAttempt({ class: 'refused' }))
      .then(failed, again, { type: 'TaskHeld', reason: 'retry' }));
  it('is counted anew when a person retries the task', () => {
    const past = claimedUnder({ crashed: { attempts: 1 } });
    const dead = [...past, attemptFailed({ class: 'crashed' }), taskFailed()];
    given(dead).when(retryTask()).then({ type: 'TaskRetried' }, again);
    given(dead, taskRetried(), ready('t'), taskClaimed(attempt(2)))
      .when(failAttempt({ ...attempt(2), class: 'gate' }))
      .then(failed, again);
  });
});

describe('a backoff', () => {
  const at = momentOf(99);
  const waits = (random: number) => ({ at, facts: { random } });
  const policy = { crashed: { backoff: { firstSeconds: 10, factor: 3, maxSeconds: 20, jitter: 0.2 } } };
  it('grows with each failure of its class, up to its limit', () => {
    given(claimedUnder(policy))
      .when(failAttempt({ class: 'crashed' }), waits(0))
      .then(failed, again, held('retry', after(at, 10_000)));
    given(claimedUnder(policy), attemptFailed({ class: 'crashed' }), ready('t'), taskClaimed(attempt(2)))
      .when(failAttempt({ ...attempt(2), class: 'crashed' }), waits(0))
      .then(failed, again, held('retry', after(at, 20_000)));
  });
  it('does not grow with failures of another class', () =>
    given(claimedUnder(policy), attemptFailed({ class: 'gate' }), ready('t'), taskClaimed(attempt(2)))
      .when(failAttempt({ ...attempt(2), class: 'crashed' }), waits(0))
      .then(failed, again, held('retry', after(at, 10_000))));
  it('has its jitter from the random number that was stamped on the command', () =>
    given(claimedUnder(policy))
      .when(failAttempt({ class: 'crashed' }), waits(0.5))
      .then(failed, again, held('retry', after(at, 9000))));
  it('of nothing holds nothing', () =>
    given(claimedUnder({ crashed: { backoff: { firstSeconds: 0 } } }))
      .when(failAttempt({ class: 'crashed' }))
      .then(failed, again));
});

describe('a failure that asks a person', () => {
  it.each([
    ['auth', 'auth', 'The agent is not signed in: 401'],
    ['refused', 'refused', 'The agent refused the task: 401'],
  ] as const)('(%s) says what happened', (failure, reason, note) =>
    given(started)
      .when(failAttempt({ class: failure, message: '401' }))
      .then(failed, again, { ...held(reason, null), note, failure }),
  );
});
