import type { Actor, OrgId, PlanId, TaskId } from '../ids.ts';
import type { OrgView } from '../org/org.view.ts';
import type { PlanView } from '../plan/plan.view.ts';
import type { Waiting, WaitingTask } from './inbox.items.ts';

/** What somebody has stopped, and nobody but somebody starts again. */
type Stop = Waiting & { readonly by: Actor | null; readonly reason: string };

export type WaitingPlan = Stop & {
  readonly kind: 'paused';
  readonly key: PlanId;
  readonly planId: PlanId;
};

export type WaitingOrg = Stop & { readonly kind: 'stopped'; readonly key: OrgId };

/** One thing that waits for somebody: a task, a plan that was paused, or the org when it was stopped. */
export type WaitingItem = WaitingTask | WaitingPlan | WaitingOrg;

const untilSomebody = { deadline: null, byDefault: 'wait', from: [], fourEyes: false } as const;

/** `holds`: its tasks that are not over; no more than MOST_HELD_BACK. null: it is not paused. */
export function pausedPlan(plan: PlanView, holds: readonly TaskId[]): WaitingPlan | null {
  if (plan.state !== 'paused') return null;
  const { planId, title, position } = plan;
  return {
    ...{ kind: 'paused', key: planId, planId, title, position, holds },
    ...untilSomebody,
    since: plan.pausedAt ?? plan.createdAt,
    by: plan.pausedBy,
    reason: plan.pausedReason ?? '',
    hint: 'Its tasks are not offered. Resume it when they may be, or cancel it.',
    allowed: ['ResumePlan', 'CancelPlan'],
  };
}

/** null: it is not stopped. */
export function stoppedOrg(org: OrgView | null): WaitingOrg | null {
  if (!org?.stoppedAt) return null;
  const { orgId, position } = org;
  return {
    ...{ kind: 'stopped', key: orgId, title: orgId, position, holds: [] },
    ...untilSomebody,
    since: org.stoppedAt,
    by: org.stoppedBy,
    reason: org.stoppedReason ?? '',
    hint: 'Nothing is claimed and nothing lands. Start it when runners may go on.',
    allowed: ['StartOrg'],
  };
}

/** All that waits for a person: first the org, which holds everything back, then what holds most back, then what waits longest. */
export const inboxOf = (
  org: WaitingOrg | null,
  plans: readonly WaitingPlan[],
  tasks: readonly WaitingTask[],
): readonly WaitingItem[] => [
  ...(org ? [org] : []),
  ...[...plans, ...tasks].sort(
    (a, b) => b.holds.length - a.holds.length || (a.since < b.since ? -1 : a.since > b.since ? 1 : 0),
  ),
];
