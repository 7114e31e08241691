import { taskKey, type Event, type OrgId, type PlanId, type RepoId, type RunnerId } from '@headrace/events';
import {
  attemptFailed,
  landingVoided,
  momentOf,
  recordedFrom,
  taskHeld,
  taskReleased,
} from '@headrace/events/testing';
import { evolve } from '../evolve.ts';
import { hasOffer, landingWaiting } from '../offer/offer.reads.ts';
import {
  attemptOf,
  attemptsOn,
  changeOf,
  endOf,
  planOf,
  repoOf,
  runnerOf,
  taskOf,
} from '../org/org.reads.ts';
import { createOrg } from '../org/org.state.ts';
import { claimed, landing, queued, ready, taskReady } from '../testing/given.ts';
import { leases, waits } from './react.waits.ts';

function after(...history: readonly (Event | readonly Event[])[]) {
  const state = createOrg('main' as OrgId);
  for (const recorded of recordedFrom(history.flat())) evolve(state, recorded);
  return state;
}
const attempt = 'p.t.1' as never;
const r1 = 'r1' as RunnerId;

describe('what a planner has to watch', () => {
  it('is the time at which a hold ends', () => {
    const held = taskHeld({ reason: 'retry', until: momentOf(30) });
    expect(waits(after(taskReady, held))).toEqual([{ planId: 'p', taskId: 't', until: momentOf(30) }]);
    expect(waits(after(taskReady, held, taskReleased()))).toEqual([]);
    expect(waits(after(taskReady, held, taskHeld()))).toEqual([]);
  });
  it('is the lease of each attempt', () => {
    expect(leases(after(claimed))).toEqual([
      { kind: 'attempt', id: 'p.t.1', fence: 1, runnerId: 'r1', leaseMs: 30_000, since: momentOf(6) },
    ]);
    expect(leases(after(claimed, attemptFailed()))).toEqual([]);
  });
  it('is the lease of each landing', () => {
    expect(leases(after(landing))).toMatchObject([{ kind: 'landing', id: 'p.t.1', fence: 1 }]);
    expect(leases(after(landing, landingVoided()))).toEqual([]);
  });
});

describe('what a host can look up', () => {
  it('is whether a runner would get something', () => {
    const offer = { roles: ['*' as const], agents: ['shell' as never], labels: [] };
    expect(hasOffer(after(taskReady), r1, offer)).toBe(true);
    expect(hasOffer(after(taskReady), r1, { ...offer, agents: [] })).toBe(false);
    expect(hasOffer(after(claimed), r1, offer)).toBe(false);
  });
  it('is whether a landing waits', () => {
    expect(landingWaiting(after(queued), ['r' as RepoId])).toBe(true);
    expect(landingWaiting(after(queued), [])).toBe(false);
    expect(landingWaiting(after(landing), ['r' as RepoId])).toBe(false);
  });
  it('is everything by its id', () => {
    const state = after(landing);
    expect(planOf(state, 'p' as PlanId)?.target).toBe('main');
    expect(taskOf(state, taskKey('p' as PlanId, 't' as never))?.title).toBe('Mend the pump');
    expect(changeOf(state, attempt)?.landing?.runnerId).toBe('r1');
    expect(repoOf(state, 'r' as RepoId)?.url).toBe('/srv/git/mill.git');
    expect(runnerOf(state, 'r1' as RunnerId)?.offer.slots).toBe(16);
    expect([
      planOf(state, 'x' as PlanId),
      taskOf(state, 'x.y' as never),
      changeOf(state, 'p.t.2' as never),
      repoOf(state, 'x' as RepoId),
      runnerOf(state, 'x' as RunnerId),
    ]).toEqual([null, null, null, null, null]);
  });
  it('is an attempt while it is at work, then its end', () => {
    const working = after(claimed);
    const ended = after(claimed, attemptFailed(), ready('t'));
    expect([
      attemptOf(working, attempt)?.step,
      attemptsOn(working, 'r1' as RunnerId).length,
      endOf(working, attempt),
    ]).toEqual(['claimed', 1, null]);
    expect([
      attemptOf(ended, attempt),
      attemptsOn(ended, 'r1' as RunnerId),
      endOf(ended, attempt)?.end,
    ]).toEqual([null, [], 'failed']);
    expect(endOf(ended, 'x.y.1' as never)).toBeNull();
  });
});
