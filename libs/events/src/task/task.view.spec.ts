import {
  attemptCancelled,
  attemptCompleted,
  attemptFailed,
  attemptFedBack,
  attemptStarted,
  attemptsStopped,
  claimExpired,
  gateReported,
  gatesStarted,
  taskClaimed,
} from '../attempt/attempt.examples.ts';
import {
  approvalsVoided,
  changeLanded,
  changeOpened,
  changeQueued,
  changeReviewed,
  changeSentBack,
  landingClaimed,
  landingFailed,
  landingPrepared,
  landingVoided,
  reviewRequested,
} from '../change/change.examples.ts';
import type { Event } from '../event.ts';
import type { RoleId, TaskId } from '../ids.ts';
import type { Instant } from '../instant.ts';
import { orgCreated } from '../org/org.examples.ts';
import { planAdded } from '../plan/plan.examples.ts';
import { repoRegistered } from '../repo/repo.examples.ts';
import { momentOf, recordedFrom } from '../testing/recorded.ts';
import {
  splitProposed,
  splitRejected,
  taskAdded,
  taskDone,
  taskEdited,
  taskFailed,
  taskHeld,
  taskNeedsChanged,
  taskReassigned,
  taskReleased,
  taskRetried,
  taskSkipped,
  taskSplit,
  tasksBecameBlocked,
  tasksBecameReady,
  tasksCancelled,
  tasksPrioritised,
  tasksChanged,
  tasksRemoved,
} from './task.examples.ts';
import { tasksOf, viewTask, type TaskView } from './task.view.ts';

const after = (...events: Event[]): TaskView =>
  recordedFrom([taskAdded(), ...events]).reduce<TaskView | null>(viewTask, null)!;

describe('a task as readers see it', () => {
  it('starts blocked, with what the plan says about it', () =>
    expect(after()).toMatchObject({
      key: 'p.t',
      ordinal: 0,
      title: 'Mend the pump',
      role: 'developer',
      scope: ['src/pump/**'],
      state: 'blocked',
      fence: 0,
      addedAt: momentOf(1),
      since: momentOf(1),
      position: 1,
    }));

  it('is done when somebody skipped it, and says who and why', () =>
    expect(after(tasksBecameReady(), taskSkipped({ reason: 'by hand' }), taskDone())).toMatchObject({
      state: 'done',
      skipped: { by: 'person:ada', reason: 'by hand' },
    }));

  it('is for somebody else, and of another priority', () =>
    expect(after(taskReassigned({ role: 'tester' as never }), tasksPrioritised())).toMatchObject({
      role: 'tester',
      agent: 'codex',
      priority: 'critical',
    }));

  it('says what ended its attempt', () =>
    expect(after(tasksBecameReady(), taskClaimed(), attemptsStopped({ reason: 'fire' }))).toMatchObject({
      failure: 'stopped: fire',
      runnerId: null,
    }));

  it('is ready since the fact says so', () =>
    expect(after(tasksBecameReady())).toMatchObject({
      state: 'ready',
      readyAt: momentOf(2),
      since: momentOf(2),
    }));

  it('is blocked again with its phase', () =>
    expect(after(tasksBecameReady(), tasksBecameBlocked())).toMatchObject({
      state: 'blocked',
      since: momentOf(3),
    }));

  it('needs the last part of what it needed as a whole', () =>
    expect(after(taskNeedsChanged({ needs: ['t-2' as TaskId] }))).toMatchObject({
      needs: ['t-2'],
      after: [],
    }));

  it('takes over what was edited and leaves its brief to the log', () => {
    const edited = after(taskEdited());
    expect(edited).toMatchObject({ title: 'Mend both pumps', priority: 'high', approvals: 1 });
    expect(edited).not.toHaveProperty('brief');
  });

  it('takes over what an edit of the plan says, as far as readers see it', () => {
    const spec = { gates: [], role: 'tester' as RoleId, brief: 'New.', labels: ['gpu'], split: null };
    const changed = after(splitProposed(), tasksChanged({ spec }));
    expect(changed).toMatchObject({ gates: [], role: 'tester', split: { lines: splitProposed().lines } });
    expect(changed).not.toHaveProperty('labels');
  });

  it('is out of the plan once it was removed, and counts on when it comes again', () => {
    expect(after(taskClaimed(), tasksRemoved())).toMatchObject({
      state: 'cancelled',
      removedAt: momentOf(3),
      runnerId: null,
    });
    expect(after(taskClaimed(), tasksRemoved(), taskAdded())).toMatchObject({
      state: 'blocked',
      removedAt: null,
      fence: 1,
    });
  });

  it('keeps its state while it is held', () => {
    const until = '2026-11-19T10:00:00.000Z' as Instant;
    expect(after(tasksBecameReady(), taskHeld({ reason: 'retry', note: 'soon', until }))).toMatchObject({
      state: 'ready',
      heldReason: 'retry',
      heldNote: 'soon',
      heldUntil: until,
      since: momentOf(2),
    });
  });

  it('is held no longer once it is released', () =>
    expect(after(taskHeld(), taskReleased())).toMatchObject({
      heldReason: null,
      heldNote: null,
      heldUntil: null,
    }));
});

describe('a task with an attempt', () => {
  const claimed = [tasksBecameReady(), taskClaimed()];

  it('names the attempt, its runner and its fence', () =>
    expect(after(...claimed)).toMatchObject({
      state: 'claimed',
      attemptId: 'p.t.1',
      runnerId: 'r1',
      fence: 1,
      claimedAt: momentOf(3),
    }));

  it('is running once the agent has started', () =>
    expect(after(...claimed, attemptStarted())).toMatchObject({ state: 'running', since: momentOf(4) }));

  it('is verifying while its gates run, whatever they report', () =>
    expect(after(...claimed, attemptStarted(), gatesStarted(), gateReported())).toMatchObject({
      state: 'verifying',
      since: momentOf(5),
      position: 6,
    }));

  it('is running again when failing gates were fed back', () =>
    expect(after(...claimed, gatesStarted(), attemptFedBack())).toMatchObject({ state: 'running' }));

  it('says why the last attempt failed, and that nobody works on it', () =>
    expect(after(...claimed, attemptFailed())).toMatchObject({
      failure: 'gate: test failed three times',
      runnerId: null,
      attemptId: 'p.t.1',
    }));

  it('says that a lease was lost', () =>
    expect(after(...claimed, claimExpired(), tasksBecameReady())).toMatchObject({
      state: 'ready',
      failure: 'lease lost by p.t.1',
      runnerId: null,
    }));

  it('is cancelled with its attempt', () =>
    expect(after(...claimed, attemptCancelled(), tasksCancelled())).toMatchObject({
      state: 'cancelled',
      failure: 'no longer wanted',
      runnerId: null,
      finishedAt: momentOf(5),
    }));

  it('is done without a change where none was expected', () =>
    expect(after(...claimed, attemptCompleted(), taskDone())).toMatchObject({
      state: 'done',
      changeId: null,
      finishedAt: momentOf(5),
    }));
});

describe('a task with a change', () => {
  const opened = [tasksBecameReady(), taskClaimed(), changeOpened()];

  it('names it, and the runner is free', () =>
    expect(after(...opened)).toMatchObject({ changeId: 'p.t.1', lines: 12, runnerId: null, failure: null }));

  it('is reviewing until the approvals are there', () =>
    expect(after(...opened, reviewRequested(), changeReviewed())).toMatchObject({ state: 'reviewing' }));

  it('is merging from the queue to the landing', () =>
    expect(
      after(
        ...opened,
        changeQueued(),
        landingClaimed(),
        landingVoided(),
        landingClaimed(),
        landingPrepared(),
      ),
    ).toMatchObject({ state: 'merging', since: momentOf(5), position: 9 }));

  it('is reviewing again when its approvals are void', () =>
    expect(after(...opened, changeQueued(), approvalsVoided(), reviewRequested())).toMatchObject({
      state: 'reviewing',
    }));

  it('is done with what it became', () =>
    expect(after(...opened, changeQueued(), changeLanded(), taskDone())).toMatchObject({
      state: 'done',
      result: '3'.repeat(40),
      finishedAt: momentOf(7),
    }));

  it('is ready again when it is sent back, and says why', () =>
    expect(
      after(...opened, changeQueued(), landingFailed(), changeSentBack(), tasksBecameReady()),
    ).toMatchObject({ state: 'ready', failure: 'sent back: conflict', readyAt: momentOf(8) }));
});

describe('a task that is too large', () => {
  const proposed = [tasksBecameReady(), taskClaimed(), splitProposed()];

  it('carries the proposal', () =>
    expect(after(...proposed)).toMatchObject({
      lines: 1200,
      split: { limit: 700, parts: [{ id: 't-1' }, { id: 't-2' }] },
    }));

  it('becomes its parts', () =>
    expect(after(...proposed, taskHeld({ reason: 'split' }), taskSplit())).toMatchObject({
      state: 'divided',
      split: null,
      splitInto: ['t-1', 't-2'],
      heldReason: null,
    }));

  it('forgets the proposal that was rejected', () =>
    expect(after(...proposed, splitRejected())).toMatchObject({ split: null, splitInto: null }));
});

describe('a task that failed', () => {
  const failed = [tasksBecameReady(), taskClaimed(), taskFailed()];

  it('says why', () =>
    expect(after(...failed)).toMatchObject({
      state: 'failed',
      failure: 'no attempt is left',
      finishedAt: momentOf(4),
    }));

  it('may be tried again', () =>
    expect(after(...failed, taskRetried())).toMatchObject({
      state: 'blocked',
      failure: null,
      finishedAt: null,
    }));
});

describe('the tasks of an event', () => {
  it('are the one that it names', () => expect(tasksOf(taskAdded())).toEqual(['p.t']));
  it('are all that it lists', () =>
    expect(tasksOf(tasksBecameReady({ taskIds: ['a', 'b'] as TaskId[] }))).toEqual(['p.a', 'p.b']));
  it('are those of attempts and changes too', () =>
    expect([gateReported(), changeLanded()].flatMap(tasksOf)).toEqual(['p.t', 'p.t']));
  it('are none for an org, a plan or a repository', () =>
    expect([orgCreated(), planAdded(), repoRegistered()].flatMap(tasksOf)).toEqual([]));
});

it('refuses a log that speaks of a task before it was added', () =>
  expect(() => viewTask(null, recordedFrom([taskDone()], 7)[0]!)).toThrow('TaskDone before TaskAdded at #7'));
