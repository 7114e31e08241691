import {
  ok,
  type CancelRole,
  type PauseRole,
  type PlanId,
  type ResumeRole,
  type RoleId,
  type Stamped,
} from '@headrace/events';
import { stopAttempts } from '../attempt/attempt.stop.ts';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { cancelAmong } from '../task/task.cancel.ts';
import { attemptsOf, planNotActive, planNotFound } from './plan.decide.ts';
import type { PlanState } from './plan.state.ts';

export function pauseRole(command: Stamped<PauseRole>, state: OrgState): Decision {
  const { planId, roleId, reason, graceMs } = command;
  return withRole(state, planId, roleId, (plan) => {
    const attempts = attemptsOf(plan).filter(({ role }) => role === roleId);
    return ok([
      ...(plan.pausedRoles.has(roleId) ? [] : [{ type: 'RolePaused', planId, roleId, reason } as const]),
      ...(graceMs === undefined ? [] : stopAttempts(state, attempts, { reason, graceMs })),
    ]);
  });
}

export function resumeRole({ planId, roleId }: Stamped<ResumeRole>, state: OrgState): Decision {
  return withRole(state, planId, roleId, ({ pausedRoles }) =>
    ok(pausedRoles.has(roleId) ? [{ type: 'RoleResumed', planId, roleId }] : []),
  );
}

export function cancelRole(command: Stamped<CancelRole>, state: OrgState): Decision {
  const { planId, roleId, reason, graceMs } = command;
  return withRole(state, planId, roleId, (plan) => {
    const tasks = [...plan.tasks.values()].filter(({ role }) => role === roleId);
    return ok(
      cancelAmong(state, plan, tasks, { reason: reason || `Role ${roleId} was cancelled.`, graceMs }),
    );
  });
}

function withRole(
  state: OrgState,
  planId: PlanId,
  roleId: RoleId,
  decideOn: (plan: PlanState) => Decision,
): Decision {
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId, state);
  if (!plan.roles[roleId]) return roleUnknown(plan, roleId, 'roleId');
  if (plan.status === 'finished' || plan.status === 'ending') return planNotActive(plan, state);
  return decideOn(plan);
}

export const roleUnknown = ({ planId, roles, added }: PlanState, roleId: RoleId, path: string): Decision =>
  refuse('ROLE_UNKNOWN', `Plan ${planId} has no role ${roleId}.`, {
    path,
    expected: Object.keys(roles).join(', '),
    proof: [added],
  });
