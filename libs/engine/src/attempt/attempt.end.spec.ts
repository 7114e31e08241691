import { after, type FailureClass, type Sha, type TaskHeld } from '@headrace/events';
import {
  attemptCompleted,
  attemptFailed,
  attemptStarted,
  changeOpened,
  changeQueued,
  completeAttempt,
  failAttempt,
  momentOf,
  openChange,
  phasePaused,
  reviewRequested,
  taskClaimed,
  taskDone,
  taskHeld,
  taskReleased,
} from '@headrace/events/testing';
import {
  claimed,
  given,
  ids,
  planned,
  proven,
  ready,
  reported,
  started,
  taskNamed,
  verifying,
} from '../testing/given.ts';

const sha = (letter: string) => letter.repeat(40) as Sha;

describe('opening a change', () => {
  it('asks for the approvals that the task needs', () =>
    given(proven)
      .when(openChange())
      .then(changeOpened(), reviewRequested({ approvals: 1 })));
  it('queues it where none is needed', () => {
    const past = [
      ...planned(taskNamed('t', { spec: { approvals: 0, gates: [] } })),
      ready('t'),
      taskClaimed(),
      attemptStarted(),
    ];
    given(past)
      .when(openChange())
      .then(changeOpened(), changeQueued({ target: 'main' }));
  });
  it('needs every gate', () =>
    given(verifying).when(openChange()).thenRefused('GATES_NOT_PASSED', { expected: 'test' }));
  it('needs them passed', () =>
    given(verifying, reported({ verdict: 'failed' }))
      .when(openChange())
      .thenRefused('GATES_NOT_PASSED'));
  it.each(['base', 'head', 'tree'] as const)('needs them on the same %s', (part) =>
    given(proven)
      .when(openChange({ [part]: sha('9') }))
      .thenRefused('GATES_NOT_PASSED'),
  );
  it('needs an attempt that has begun', () =>
    given(claimed).when(openChange()).thenRefused('ATTEMPT_NOT_STARTED'));
  it('is not for a task without a change', () => {
    const past = [
      ...planned(taskNamed('t', { spec: { change: 'none' } })),
      ready('t'),
      taskClaimed(),
      attemptStarted(),
    ];
    given(past).when(openChange()).thenRefused('CHANGE_NOT_EXPECTED');
  });
});

describe('completing an attempt', () => {
  const proving = [
    ...planned(
      taskNamed('t', { spec: { change: 'none', gates: [] } }),
      taskNamed('u', { ordinal: 1, spec: { needs: ids('t') } }),
    ),
    ready('t'),
    taskClaimed(),
  ];
  it('makes a task without a change done, and others ready', () =>
    given(proving, attemptStarted())
      .when(completeAttempt())
      .then(attemptCompleted(), taskDone(), { type: 'TasksBecameReady', taskIds: ids('u') }));
  it('needs the change where one is required', () =>
    given(proven).when(completeAttempt()).thenRefused('CHANGE_MISSING'));
  it('needs an attempt that has begun', () =>
    given(proving).when(completeAttempt()).thenRefused('ATTEMPT_NOT_STARTED'));
});

describe('a failed attempt', () => {
  const held = (reason: TaskHeld['reason'], until: TaskHeld['until']) =>
    ({ type: 'TaskHeld', reason, until }) as const;
  const now = momentOf(8);
  const again = { type: 'TasksBecameReady' } as const;
  it.each(['gate', 'empty', 'context', 'conflict'] as FailureClass[])(
    '(%s) is tried again at once',
    (failure) =>
      given(started)
        .when(failAttempt({ class: failure }))
        .then({ type: 'AttemptFailed', class: failure }, again),
  );
  it.each(['crashed', 'timeout', 'infrastructure'] as FailureClass[])(
    '(%s) is tried again after a while',
    (failure) =>
      given(started)
        .when(failAttempt({ class: failure }))
        .then({ type: 'AttemptFailed' }, again, held('retry', after(now, 2000))),
  );
  it('waits longer each time', () => {
    const next = { attemptId: 'p.t.2' as never, fence: 2 };
    given(claimed, attemptFailed({ class: 'crashed' }), ready('t'), taskClaimed(next))
      .when(failAttempt({ ...next, class: 'crashed' }))
      .then({ type: 'AttemptFailed' }, again, held('retry', after(momentOf(10), 4000)));
  });
  it('leaves the task waiting in a paused phase', () =>
    given(started, phasePaused())
      .when(failAttempt())
      .then({ type: 'AttemptFailed' }, { type: 'TasksBecameBlocked' }));
});

/** As many failed attempts as fences, with these fingerprints; the next one is claimed. */
function failedLike(past: readonly unknown[], ...fingerprints: readonly string[]) {
  const failures = fingerprints.flatMap((fingerprint, i) => [
    attemptFailed({ ...attempt(i + 1), fingerprint }),
    ready('t'),
    taskClaimed({ ...attempt(i + 2), fence: i + 2 }),
  ]);
  return [...past, ...failures] as never[];
}
const attempt = (fence: number) => ({ attemptId: `p.t.${fence}` as never });

describe('many failed attempts', () => {
  const patient = [...planned(taskNamed('t', { spec: { maxAttempts: 9 } })), ready('t'), taskClaimed()];
  const third = { ...attempt(3), fence: 3, fingerprint: 'same' };
  it('fail the task when none is left', () =>
    given(failedLike(claimed, 'a', 'b'))
      .when(failAttempt(third))
      .then({ type: 'AttemptFailed' }, { type: 'TaskFailed' }, { type: 'PlanFinished', outcome: 'failed' }));
  it('that look the same open the loop breaker', () =>
    given(failedLike(patient, 'same', 'same'))
      .when(failAttempt(third))
      .then(
        { type: 'AttemptFailed' },
        { type: 'TasksBecameReady' },
        { type: 'TaskHeld', reason: 'loop', until: null },
      ));
  it('that differ do not', () =>
    given(failedLike(patient, 'same', 'other'))
      .when(failAttempt(third))
      .then({ type: 'AttemptFailed' }, { type: 'TasksBecameReady' }));
  it('start a new count when a person released the task', () =>
    given(
      failedLike(patient, 'same'),
      attemptFailed({ ...attempt(2), fingerprint: 'same' }),
      ready('t'),
      taskHeld({ reason: 'loop' }),
      taskReleased(),
      taskClaimed({ ...attempt(3), fence: 3 }),
    )
      .when(failAttempt(third))
      .then({ type: 'AttemptFailed' }, { type: 'TasksBecameReady' }));
  it('do not count where the provider was to blame', () => {
    const quota = [1, 2].flatMap((fence) => [
      attemptFailed({ ...attempt(fence), class: 'quota', fingerprint: 'q' }),
      ready('t'),
      taskClaimed({ ...attempt(fence + 1), fence: fence + 1 }),
    ]);
    given(claimed, quota)
      .when(failAttempt({ ...third, class: 'quota', fingerprint: 'q' }))
      .then(
        { type: 'AttemptFailed' },
        { type: 'TasksBecameReady' },
        { type: 'AccountHeld' },
        { type: 'TaskHeld', reason: 'quota' },
      );
  });
});
