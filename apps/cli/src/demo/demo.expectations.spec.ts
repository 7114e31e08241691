import type { AttemptId, ChangeId, Event, PhaseId, TaskId } from '@headrace/events';
import {
  attemptFedBack,
  changeLanded,
  changeReviewed,
  claimExpired,
  gateReported,
  gateResult,
  phaseOpened,
  planAdded,
  taskAdded,
  taskClaimed,
  taskDone,
  tasksBecameReady,
} from '@headrace/events/testing';
import { expectationsOf, type Seen } from './demo.expectations.ts';

const task = (taskId: string) => ({ taskId: taskId as TaskId });
const attempt = (taskId: string, fence = 1) => ({
  taskId: taskId as TaskId,
  attemptId: `p.${taskId}.${fence}` as AttemptId,
});

/** One commit an event; what is looked for is named by a part of its title. */
function expectation(title: string, events: readonly Event[], more: Partial<Seen> = {}) {
  const at = '2026-11-20T09:00:00.000Z';
  const commits = events.map((event, index) => ({
    position: index + 1,
    at,
    commit: { at, events: [event] },
  }));
  const seen = { commits, refused: [], stopped: null, killed: null, firstPhase: 'one', ...more };
  const found = expectationsOf(seen as unknown as Seen).find((one) => one.title.includes(title));
  if (!found) throw new Error(`no expectation says ${title}`);
  return found;
}

describe('what the demo promises', () => {
  const failed = gateReported({ result: gateResult({ verdict: 'failed' }) });

  it('is not met by nothing', () =>
    expect(
      expectationsOf({ commits: [], refused: [], stopped: null, killed: null, firstPhase: 'one' }).filter(
        ({ isMet }) => isMet,
      ),
    ).toEqual([]));

  describe('a gate that was fed back', () => {
    it('has to pass afterwards', () =>
      expect(expectation('a gate failed', [failed, attemptFedBack(), gateReported()])).toMatchObject({
        isMet: true,
        proof: 'p.t.1 test #2 #3',
      }));
    it('does not count when it passed before', () =>
      expect(expectation('a gate failed', [gateReported(), attemptFedBack()]).isMet).toBe(false));
  });

  describe('a runner that was stopped', () => {
    const story = [taskClaimed(), claimExpired(), taskClaimed({ ...attempt('t', 2), fence: 2 }), taskDone()];
    const stopped = 'p.t.1' as AttemptId;

    it('has lost its task, and its late update was refused', () => {
      const refused = [{ attemptId: 'p.t.1', code: 'FENCE_STALE' }];
      expect(expectation('stopped', story, { stopped, refused }).isMet).toBe(true);
    });
    it('must have tried', () => expect(expectation('stopped', story, { stopped }).isMet).toBe(false));
  });

  describe('overlapping scopes', () => {
    const scope = { scope: ['src/**'], change: 'required' as const };
    const both = (...order: readonly Event[]) => [
      taskAdded({ ...task('a'), spec: scope }),
      taskAdded({ ...task('b'), spec: scope }),
      tasksBecameReady({ taskIds: ['a', 'b'] as TaskId[] }),
      ...order,
    ];
    const claimA = taskClaimed(attempt('a'));
    const claimB = taskClaimed(attempt('b'));
    const landed = changeLanded({ ...task('a'), changeId: 'p.a.1' as ChangeId });

    it('make the second wait until the first has landed', () =>
      expect(expectation('overlapping', both(claimA, landed, claimB)).isMet).toBe(true));
    it('are not held apart by a claim before', () =>
      expect(expectation('overlapping', both(claimA, claimB, landed)).isMet).toBe(false));
  });

  describe('a paused phase', () => {
    const plan = planAdded({ phases: [{ id: 'two' as PhaseId, title: 'Two', paused: true }] });
    const opened = phaseOpened({ phaseId: 'two' as PhaseId, because: 'condition' });
    const added = taskAdded({ ...task('x'), spec: { phaseId: 'two' as PhaseId } });

    it('opens before any of its tasks is claimed', () =>
      expect(expectation('paused phase', [plan, added, opened, taskClaimed(attempt('x'))]).isMet).toBe(true));
    it('was not paused when a task ran before', () =>
      expect(expectation('paused phase', [plan, added, taskClaimed(attempt('x')), opened]).isMet).toBe(
        false,
      ));
    it('does not open by hand', () =>
      expect(
        expectation('paused phase', [
          plan,
          added,
          phaseOpened({ phaseId: 'two' as PhaseId, because: 'person' }),
        ]).isMet,
      ).toBe(false));
  });

  describe('a review', () => {
    const asked = taskAdded({ spec: { approvals: 1 } });
    it('stands before the landing', () =>
      expect(expectation('without its review', [asked, changeReviewed(), changeLanded()]).isMet).toBe(true));
    it('is missing otherwise', () =>
      expect(expectation('without its review', [asked, changeLanded(), changeReviewed()]).isMet).toBe(false));
  });
});
