import { ok, type AgentName, type ReassignTask, type Stamped, type TaskReassigned } from '@headrace/events';
import { stopAttempts } from '../attempt/attempt.stop.ts';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { roleUnknown } from '../plan/role.decide.ts';
import type { Decision } from '../refuse.ts';
import { refuseFor } from './task.allowed.ts';
import { nameOf, withTask } from './task.decide.ts';
import { attemptAt, statusOf, type TaskState } from './task.state.ts';

/** What it demands of runners from now on; an attempt under way goes on only where nothing about it changes. */
export function reassignTask(command: Stamped<ReassignTask>, state: OrgState): Decision {
  return withTask(command, state, (task, plan) => {
    const { role, note } = { role: command.role ?? task.role, note: 'It was given to somebody else.' };
    const known = plan.roles[role];
    if (!known) return roleUnknown(plan, role, 'role');
    const event = reassigned(task, command, agentFor(plan, task, command));
    if (isSame(task, event)) return ok([]);
    const attempt = attemptAt(task);
    const isWaiting = task.life.status === 'blocked' || task.life.status === 'ready';
    if (!isWaiting && (attempt === null || command.graceMs === undefined))
      return refuseFor(task, 'TASK_NOT_REASSIGNABLE', `${nameOf(task)} is ${statusOf(task)}.`);
    const stop = { reason: note, graceMs: command.graceMs ?? 0 };
    return ok([...(attempt ? stopAttempts(state, [attempt], stop) : []), event]);
  });
}

/** Another role brings its agent, unless one is named. */
function agentFor({ roles }: PlanState, task: TaskState, { role, agent }: ReassignTask): AgentName {
  if (agent !== undefined) return agent;
  return (role === undefined ? undefined : roles[role]?.agent) ?? task.agent;
}

const reassigned = (task: TaskState, command: ReassignTask, agent: AgentName): TaskReassigned => ({
  type: 'TaskReassigned',
  planId: task.planId,
  taskId: task.taskId,
  role: command.role ?? task.role,
  agent,
  labels: [...(command.labels ?? task.labels)],
  away: [...(command.away ?? task.away)],
});

const isSame = (task: TaskState, { role, agent, labels, away }: TaskReassigned): boolean =>
  task.role === role &&
  task.agent === agent &&
  String([...task.labels].sort()) === String([...labels].sort()) &&
  String([...task.away].sort()) === String([...away].sort());
