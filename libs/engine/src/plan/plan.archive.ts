import {
  counted,
  after,
  attemptId,
  changeIdOf,
  ok,
  type ArchivePlan,
  type Ref,
  type Stamped,
} from '@headrace/events';
import { forgetFamily } from '../offer/holding.ts';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { allowedWithPlan } from './plan.allowed.ts';
import { planNotFound } from './plan.decide.ts';
import type { PlanState } from './plan.state.ts';

/** The clock archives a plan so long after its end: by then nobody tries any of it again. */
export const ARCHIVE_AFTER_MS = 30 * 86_400_000;

export function archivePlan({ planId, actor, at }: Stamped<ArchivePlan>, state: OrgState): Decision {
  if (state.archived.has(planId)) return ok([]);
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId, state);
  if (plan.status !== 'finished')
    return refuse(
      'PLAN_NOT_OVER',
      `Plan ${planId} has ${counted(plan.unfinished, 'task that is', 'tasks that are')} not over.`,
      {
        state: plan.status,
        allowed: allowedWithPlan(plan, state),
        proof: [plan.ref],
      },
    );
  const due = after(plan.since, ARCHIVE_AFTER_MS);
  if (actor.startsWith('reactor:') && at < due)
    return refuse('NOT_DUE', `Plan ${planId} ended at ${plan.since}.`, { expected: due, proof: [plan.ref] });
  return ok([{ type: 'PlanArchived', planId }]);
}

/** All that is remembered of it is that it was. */
export function forgetPlan(state: OrgState, plan: PlanState, ref: Ref): void {
  const { planId } = plan;
  state.plans.delete(planId);
  state.archived.set(planId, ref);
  for (const task of plan.members) {
    forgetFamily(state.offers.holdings, task);
    for (let fence = 1; fence <= task.fence; fence++)
      state.changes.delete(changeIdOf(attemptId(planId, task.taskId, fence)));
  }
}
