import {
  ok,
  type CancelPlan,
  type Event,
  type PausePhase,
  type PausePlan,
  type PhaseId,
  type PlanId,
  type ResumePhase,
  type ResumePlan,
  type Stamped,
} from '@headrace/events';
import { cancelTasks, isBeingPushed } from '../task/task.cancel.ts';
import { isOver, type TaskState } from '../task/task.state.ts';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { becameBlocked, consequences } from './plan.ready.ts';
import type { PhaseState, PlanState } from './plan.state.ts';

export function pausePlan({ planId, reason }: Stamped<PausePlan>, state: OrgState): Decision {
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId);
  if (plan.status === 'paused') return ok([]);
  if (plan.status !== 'running') return planNotActive(plan);
  return ok([{ type: 'PlanPaused', planId, reason }]);
}

export function resumePlan({ planId }: Stamped<ResumePlan>, state: OrgState): Decision {
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId);
  if (plan.status === 'running') return ok([]);
  if (plan.status !== 'paused') return planNotActive(plan);
  return ok([{ type: 'PlanResumed', planId }]);
}

/** A change whose push may have reached the branch is not cancelled: the plan ends when that is resolved. */
export function cancelPlan({ planId, reason }: Stamped<CancelPlan>, state: OrgState): Decision {
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId);
  if (plan.status === 'ending' || plan.outcome === 'cancelled') return ok([]);
  if (plan.status === 'finished') return planNotActive(plan);
  const tasks = [...plan.tasks.values()].filter((task) => !isOver(task) && !isBeingPushed(state, task));
  const rest = plan.unfinished - tasks.length;
  const finished: Event = { type: 'PlanFinished', planId, outcome: 'cancelled' };
  return ok([
    { type: 'PlanCancelled', planId, reason },
    ...cancelTasks(state, plan, tasks, reason || 'The plan was cancelled.'),
    ...(rest === 0 ? [finished] : []),
  ]);
}

export function pausePhase({ planId, phaseId, reason }: Stamped<PausePhase>, state: OrgState): Decision {
  return withPhase(state, planId, phaseId, (plan, phase) => {
    if (!phase.isOpen && !phase.isWaiting) return ok([]);
    const ready = phase.tasks.filter(({ life }) => life.status === 'ready');
    return ok([{ type: 'PhasePaused', planId, phaseId, reason }, ...becameBlocked(plan.planId, ids(ready))]);
  });
}

export function resumePhase({ planId, phaseId }: Stamped<ResumePhase>, state: OrgState): Decision {
  return withPhase(state, planId, phaseId, (plan, phase) => {
    if (phase.isOpen) return ok([]);
    return ok([
      { type: 'PhaseOpened', planId, phaseId, because: 'person' },
      ...consequences(plan, { opened: [phase] }),
    ]);
  });
}

function withPhase(
  state: OrgState,
  planId: PlanId,
  phaseId: PhaseId,
  decideOn: (plan: PlanState, phase: PhaseState) => Decision,
): Decision {
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId);
  const phase = plan.phases.get(phaseId);
  if (!phase) {
    const known = [...plan.phases.keys()].join(', ');
    return refuse('PHASE_NOT_FOUND', `Plan ${planId} has no phase ${phaseId}.`, {
      path: 'phaseId',
      expected: known || 'no phases',
    });
  }
  if (plan.status === 'finished' || plan.status === 'ending') return planNotActive(plan);
  return decideOn(plan, phase);
}

const ids = (tasks: readonly TaskState[]) => tasks.map(({ taskId }) => taskId);

export const planNotFound = (planId: PlanId) =>
  refuse('PLAN_NOT_FOUND', `There is no plan ${planId}.`, { path: 'planId' });

export const planNotActive = (plan: PlanState) =>
  refuse('PLAN_NOT_ACTIVE', `Plan ${plan.planId} has ended: ${plan.outcome ?? 'cancelled'}.`, {
    state: plan.outcome ?? plan.status,
    allowed: plan.status === 'finished' ? ['RetryTask'] : [],
    proof: [plan.ref],
  });
