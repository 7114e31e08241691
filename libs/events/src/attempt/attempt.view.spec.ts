import { changeLanded, changeOpened, landingFailed, landingPrepared } from '../change/change.examples.ts';
import type { Event } from '../event.ts';
import type { GateId } from '../ids.ts';
import { splitProposed, taskDone } from '../task/task.examples.ts';
import { momentOf, recordedFrom } from '../testing/recorded.ts';
import {
  attemptCancelled,
  attemptCompleted,
  attemptFailed,
  attemptFedBack,
  attemptStarted,
  claimExpired,
  gateReported,
  gateResult,
  gatesStarted,
  taskClaimed,
} from './attempt.examples.ts';
import { attemptsOf, gatesOf, viewAttempt, type AttemptView } from './attempt.view.ts';

const after = (...events: Event[]): AttemptView =>
  recordedFrom([taskClaimed(), ...events]).reduce<AttemptView | null>(viewAttempt, null)!;

describe('an attempt as readers see it', () => {
  it('starts with a claim', () =>
    expect(after()).toMatchObject({
      attemptId: 'p.t.1',
      fence: 1,
      runnerId: 'r1',
      state: 'claimed',
      outcome: null,
      claimedAt: momentOf(1),
    }));

  it('runs on a branch of its own', () =>
    expect(after(attemptStarted())).toMatchObject({
      state: 'running',
      base: 'a'.repeat(40),
      branch: 'headrace/p/t/1',
      agentVersion: '1.0.0',
      startedAt: momentOf(2),
    }));

  it('counts the rounds of its gates', () => {
    expect(after(attemptStarted(), gatesStarted())).toMatchObject({ state: 'verifying', round: 1 });
    expect(after(gatesStarted(), gateReported(), attemptFedBack())).toMatchObject({
      state: 'running',
      round: 1,
    });
    expect(after(gatesStarted(), attemptFedBack(), gatesStarted({ round: 2 }))).toMatchObject({ round: 2 });
  });

  it.each([
    ['opened', changeOpened()],
    ['completed', attemptCompleted()],
    ['failed', attemptFailed()],
    ['expired', claimExpired()],
    ['split', splitProposed()],
    ['cancelled', attemptCancelled()],
  ] as const)('ends %s', (outcome, event) =>
    expect(after(attemptStarted(), event)).toMatchObject({ state: 'ended', outcome, endedAt: momentOf(3) }),
  );

  it('says how it failed and where its work is', () =>
    expect(after(attemptFailed())).toMatchObject({
      failureClass: 'gate',
      message: 'test failed three times',
      salvage: { ref: 'refs/headrace/salvage/p.t.1', pushed: true },
    }));

  it('says by how much it was too large', () =>
    expect(after(splitProposed())).toMatchObject({ message: '1200 lines, limit 700' }));
});

describe('the attempts of an event', () => {
  it('are the one that it names', () => expect(attemptsOf(gateReported())).toEqual(['p.t.1']));
  it('are the one whose change is opened, and not later', () =>
    expect([changeOpened(), changeLanded()].flatMap(attemptsOf)).toEqual(['p.t.1']));
  it('are none for a task', () => expect(attemptsOf(taskDone())).toEqual([]));
});

describe('the results of gates', () => {
  const resultsOf = (event: Event) => gatesOf(recordedFrom([event], 9)[0]!);

  it('belong to a round of an attempt', () =>
    expect(resultsOf(gateReported({ round: 2 }))).toEqual([
      {
        ...gateResult(),
        attemptId: 'p.t.1',
        planId: 'p',
        taskId: 't',
        stage: 'attempt',
        round: 2,
        reportedAt: momentOf(9),
        position: 9,
      },
    ]));

  it.each([landingPrepared, landingFailed])('belong to the landing under its fence', (landing) => {
    const gates = [gateResult(), gateResult({ gate: 'lint' as GateId, verdict: 'failed' })];
    expect(resultsOf(landing({ fence: 3, gates }))).toMatchObject([
      { attemptId: 'p.t.1', stage: 'landing', round: 3, gate: 'test', verdict: 'passed' },
      { attemptId: 'p.t.1', stage: 'landing', round: 3, gate: 'lint', verdict: 'failed' },
    ]);
  });

  it('are stated by nothing else', () => expect(resultsOf(gatesStarted())).toEqual([]));
});

it('refuses a log that speaks of an attempt before its claim', () =>
  expect(() => viewAttempt(null, recordedFrom([attemptStarted()], 7)[0]!)).toThrow(
    'AttemptStarted before TaskClaimed at #7',
  ));
