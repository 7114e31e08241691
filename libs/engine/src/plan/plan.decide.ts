import {
  ok,
  type CancelPlan,
  type Event,
  type PausePlan,
  type PlanId,
  type ResumePlan,
  type Stamped,
} from '@headrace/events';
import type { AttemptState } from '../attempt/attempt.state.ts';
import { stopAttempts } from '../attempt/attempt.stop.ts';
import { cancelTasks, isBeingPushed } from '../task/task.cancel.ts';
import { attemptAt, isOver } from '../task/task.state.ts';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { allowedWithPlan } from './plan.allowed.ts';
import type { PlanState } from './plan.state.ts';

/** With a grace its attempts end too, also those that an earlier pause let go on. */
export function pausePlan({ planId, reason, graceMs }: Stamped<PausePlan>, state: OrgState): Decision {
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId, state);
  if (plan.status !== 'paused' && plan.status !== 'running') return planNotActive(plan, state);
  return ok([
    ...(plan.status === 'paused' ? [] : [{ type: 'PlanPaused', planId, reason } as const]),
    ...(graceMs === undefined ? [] : stopAttempts(state, attemptsOf(plan), { reason, graceMs })),
  ]);
}

/** Attempts at work in a plan, in the order of its tasks. */
export const attemptsOf = ({ tasks }: PlanState): readonly AttemptState[] =>
  [...tasks.values()].flatMap((task) => attemptAt(task) ?? []);

export function resumePlan({ planId }: Stamped<ResumePlan>, state: OrgState): Decision {
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId, state);
  if (plan.status === 'running') return ok([]);
  if (plan.status !== 'paused') return planNotActive(plan, state);
  return ok([{ type: 'PlanResumed', planId }]);
}

/** A change whose push may have reached the branch is not cancelled: the plan ends when that is resolved. */
export function cancelPlan({ planId, reason, graceMs }: Stamped<CancelPlan>, state: OrgState): Decision {
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId, state);
  if (plan.status === 'ending' || plan.outcome === 'cancelled') return ok([]);
  if (plan.status === 'finished') return planNotActive(plan, state);
  const tasks = [...plan.tasks.values()].filter((task) => !isOver(task) && !isBeingPushed(state, task));
  const rest = plan.unfinished - tasks.length;
  const finished: Event = { type: 'PlanFinished', planId, outcome: 'cancelled' };
  return ok([
    { type: 'PlanCancelled', planId, reason },
    ...cancelTasks(plan, tasks, { reason: reason || 'The plan was cancelled.', graceMs }),
    ...(rest === 0 ? [finished] : []),
  ]);
}

export function planNotFound(planId: PlanId, { archived }: OrgState) {
  const ref = archived.get(planId);
  return ref
    ? refuse('PLAN_ARCHIVED', `Plan ${planId} was archived.`, { state: 'archived', proof: [ref] })
    : refuse('PLAN_NOT_FOUND', `There is no plan ${planId}.`, { path: 'planId' });
}

export const planNotActive = (plan: PlanState, state: OrgState) =>
  refuse('PLAN_NOT_ACTIVE', `Plan ${plan.planId} has ended: ${plan.outcome ?? 'cancelled'}.`, {
    state: plan.outcome ?? plan.status,
    allowed: allowedWithPlan(plan, state),
    proof: [plan.ref],
  });
