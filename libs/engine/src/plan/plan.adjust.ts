import {
  ok,
  type CapPlan,
  type PrioritiseTasks,
  type Stamped,
  type TasksPrioritised,
} from '@headrace/events';
import { refusedAsCap } from '../offer/cap.ts';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { isOver, type TaskState } from '../task/task.state.ts';
import { planNotActive, planNotFound } from './plan.decide.ts';
import { chunked } from './plan.ready.ts';
import type { PlanState } from './plan.state.ts';
import { roleUnknown } from './role.decide.ts';

/** Attempts over a lower cap go on; nothing new begins until there is room. */
export function capPlan(command: Stamped<CapPlan>, state: OrgState): Decision {
  const { planId, maxParallel } = command;
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId, state);
  const refused = refusedAsCap(command);
  if (refused) return refused;
  if (plan.status === 'finished' || plan.status === 'ending') return planNotActive(plan, state);
  return ok(plan.cap.maxParallel === maxParallel ? [] : [{ type: 'PlanCapped', planId, maxParallel }]);
}

/** Of a task at work it counts when it is offered again. */
export function prioritiseTasks(command: Stamped<PrioritiseTasks>, state: OrgState): Decision {
  const { planId, priority } = command;
  const plan = state.plans.get(planId);
  if (!plan) return planNotFound(planId, state);
  const fault = unknownIn(plan, command);
  if (fault) return fault;
  const changed = [...chosen(plan, command)].filter((task) => task.priority !== priority && !isOver(task));
  return ok(
    chunked(changed.map(({ taskId }) => taskId)).map((taskIds): TasksPrioritised => ({
      type: 'TasksPrioritised',
      planId,
      taskIds,
      priority,
    })),
  );
}

function unknownIn(plan: PlanState, { taskIds = [], phaseId, roleId }: PrioritiseTasks): Decision | null {
  const missing = taskIds.findIndex((id) => !plan.tasks.has(id));
  if (missing >= 0)
    return refuse('TASK_NOT_FOUND', `Plan ${plan.planId} has no task ${taskIds[missing]}.`, {
      path: `taskIds[${missing}]`,
    });
  if (phaseId !== undefined && !plan.phases.has(phaseId))
    return refuse('PHASE_NOT_FOUND', `Plan ${plan.planId} has no phase ${phaseId}.`, {
      path: 'phaseId',
      expected: [...plan.phases.keys()].join(', ') || 'no phases',
    });
  if (roleId !== undefined && !plan.roles[roleId]) return roleUnknown(plan, roleId, 'roleId');
  return null;
}

function chosen(plan: PlanState, { taskIds, phaseId, roleId }: PrioritiseTasks): readonly TaskState[] {
  const tasks = taskIds
    ? [...new Set(taskIds)].flatMap((id) => plan.tasks.get(id) ?? [])
    : [...plan.tasks.values()];
  return tasks.filter(
    (task) =>
      (phaseId === undefined || task.phaseId === phaseId) && (roleId === undefined || task.role === roleId),
  );
}
