import { checkPlan } from '@headrace/engine';
import { digestOf, type CommandId, type PlanFile, type TaskId } from '@headrace/events';
import { ProblemError } from '../http/problem.ts';
import type { ScheduleRequest } from './task.routes.ts';

/** One task as a plan of one. Its ids come from the title and the command's id, so a repetition makes the same plan. */
export function planOfOne(request: ScheduleRequest, id: CommandId, target: string): PlanFile {
  const { title, brief, repo, role, agent, run, gates, scope, priority, approvals } = request;
  const taskId = slugOf(title) as TaskId;
  const checked = checkPlan({
    plan: `${taskId}-${digestOf(id).slice(0, 8)}`,
    title,
    repo,
    target,
    roles: { [role]: { agent }, ...reviewersOf(gates, agent) },
    gates,
    tasks: [
      {
        id: taskId,
        title,
        brief,
        role,
        scope,
        priority,
        approvals,
        gates: Object.keys(gates),
        ...(run === undefined ? {} : { run }),
      },
    ],
  });
  if (checked.ok) return checked.value;
  throw new ProblemError('PLAN_INVALID', checked.error[0]?.message ?? 'The task has problems', {
    problems: [...checked.error],
  });
}

/** The roles that review gates name are done by the same agent. */
const reviewersOf = (gates: ScheduleRequest['gates'], agent: string) =>
  Object.fromEntries(
    Object.values(gates).flatMap((gate) => (gate.kind === 'review' ? [[gate.role, { agent }]] : [])),
  );

const MAX_SLUG = 40;

export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return words.slice(0, MAX_SLUG).replace(/^-+|-+$/g, '') || 'task';
}
