import type { Actor, OrgId, TaskId } from '../ids.ts';
import { orgStarted, orgStopped } from '../org/org.examples.ts';
import { viewOrg, type OrgView } from '../org/org.view.ts';
import { planAdded, planPaused, planResumed } from '../plan/plan.examples.ts';
import { viewPlan, type PlanView } from '../plan/plan.view.ts';
import { recordedFrom } from '../testing/recorded.ts';
import type { WaitingTask } from './inbox.items.ts';
import { inboxOf, pausedPlan, stoppedOrg } from './inbox.stops.ts';

const ada = 'person:ada' as Actor;
const byAda = (events: Parameters<typeof recordedFrom>[0]) =>
  recordedFrom(events).map((recorded) => ({ ...recorded, actor: ada }));
const planAfter = (...events: Parameters<typeof recordedFrom>[0]) =>
  byAda([planAdded(), ...events]).reduce<PlanView | null>(viewPlan, null)!;
const orgAfter = (...events: Parameters<typeof recordedFrom>[0]) =>
  byAda(events).reduce<OrgView | null>(viewOrg, null);
const ids = (...names: string[]) => names as TaskId[];

describe('a plan that somebody paused', () => {
  it('waits for somebody, and says since when, by whom, why, and what to do', () => {
    const plan = planAfter(planPaused({ reason: 'freeze' }));
    expect(pausedPlan(plan, ids('a', 'b'))).toMatchObject({
      ...{ kind: 'paused', key: 'p', since: plan.pausedAt, by: ada, reason: 'freeze' },
      ...{ deadline: null, byDefault: 'wait', holds: ['a', 'b'] },
      allowed: ['ResumePlan', 'CancelPlan'],
    });
  });
  it('does not once it goes on', () =>
    expect(pausedPlan(planAfter(planPaused(), planResumed()), [])).toBeNull());
});

describe('an org that somebody stopped', () => {
  it('waits for somebody to start it', () =>
    expect(stoppedOrg(orgAfter(orgStopped({ reason: 'fire' })))).toMatchObject({
      ...{ kind: 'stopped', key: 'main' as OrgId, by: ada, reason: 'fire', byDefault: 'wait' },
      allowed: ['StartOrg'],
    }));
  it('does not once it runs', () => {
    expect(stoppedOrg(orgAfter(orgStopped(), orgStarted()))).toBeNull();
    expect(stoppedOrg(null)).toBeNull();
  });
});

it('comes first of all, then what holds most back', () => {
  const task = (key: string, holds: readonly TaskId[]) =>
    ({ kind: 'dead', key, holds, since: '2026-11-19T09:00:00.000Z' }) as unknown as WaitingTask;
  const plan = pausedPlan(planAfter(planPaused()), ids('a', 'b'))!;
  const tasks = [task('p.x', ids('a', 'b', 'c')), task('p.y', [])];
  const items = inboxOf(stoppedOrg(orgAfter(orgStopped())), [plan], tasks);
  expect(items.map(({ key }) => key)).toEqual(['main', 'p.x', 'p', 'p.y']);
});
