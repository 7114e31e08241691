import {
  ok,
  type CancelPhase,
  type PausePhase,
  type PhaseId,
  type PlanId,
  type ResumePhase,
  type Stamped,
} from '@headrace/events';
import { stopAttempts } from '../attempt/attempt.stop.ts';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { attemptAt } from '../task/task.state.ts';
import { cancelAmong } from '../task/task.cancel.ts';
import { planNotActive, planNotFound } from './plan.decide.ts';
import { becameBlocked, consequences } from './plan.ready.ts';
import type { PhaseState, PlanState } from './plan.state.ts';

/** With a grace its attempts end too, and their tasks wait like the others. */
export function pausePhase(command: Stamped<PausePhase>, state: OrgState): Decision {
  const { planId, phaseId, reason, graceMs } = command;
  return withPhase(state, planId, phaseId, (plan, { isOpen, isWaiting, tasks }) => {
    const ready = tasks.filter(({ life }) => life.status === 'ready');
    const attempts = graceMs === undefined ? [] : tasks.flatMap((task) => attemptAt(task) ?? []);
    const isPaused = !isOpen && !isWaiting;
    return ok([
      ...(isPaused ? [] : [{ type: 'PhasePaused', planId, phaseId, reason } as const]),
      ...(isPaused ? [] : becameBlocked(plan.planId, ready)),
      ...stopAttempts(state, attempts, { reason, graceMs: graceMs ?? 0 }, () => false),
    ]);
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

export function cancelPhase(command: Stamped<CancelPhase>, state: OrgState): Decision {
  const { planId, phaseId, reason, graceMs } = command;
  return withPhase(state, planId, phaseId, (plan, { tasks }) =>
    ok(cancelAmong(state, plan, tasks, { reason: reason || `Phase ${phaseId} was cancelled.`, graceMs })),
  );
}

function withPhase(
  state: OrgState,
  planId: PlanId,
  phaseId: PhaseId,
  decideOn: (plan: PlanState, phase: PhaseState) => Decision,
): Decision {
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId, state);
  const phase = plan.phases.get(phaseId);
  if (!phase) {
    const known = [...plan.phases.keys()].join(', ');
    return refuse('PHASE_NOT_FOUND', `Plan ${planId} has no phase ${phaseId}.`, {
      path: 'phaseId',
      expected: known || 'no phases',
    });
  }
  if (plan.status === 'finished' || plan.status === 'ending') return planNotActive(plan, state);
  return decideOn(plan, phase);
}
