import {
  counted,
  countOf,
  ok,
  ruleOf,
  textOf,
  type Event,
  type Instant,
  type PhaseId,
  type PlanAdded,
  type Problem,
  type RoleId,
  type Stamped,
  type SubmitPlan,
  type SubmittedPlan,
  type TaskAdded,
  type TaskSpec,
} from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { startHold } from '../task/task.start.ts';
import { allowedWithPlan } from './plan.allowed.ts';
import { checkReferences } from './plan.check.ts';
import { becameReady } from './plan.ready.ts';

/** The whole plan or nothing. */
export function submitPlan({ plan, at }: Stamped<SubmitPlan>, state: OrgState): Decision {
  const problems = checkReferences(plan);
  if (problems.length > 0) return planInvalid(problems);
  return newPlanFault(plan, state) ?? ok(eventsOf(plan, at));
}

export const planInvalid = (problems: readonly Problem[]): Decision =>
  refuse('PLAN_INVALID', `The plan has ${counted(problems.length, 'problem')}.`, {
    path: 'plan',
    problems,
  });

/** What stands in the way of a plan with this id, for this repository. */
export function newPlanFault(plan: Pick<SubmittedPlan, 'plan' | 'repo'>, state: OrgState): Decision | null {
  const existing = state.plans.get(plan.plan);
  if (existing)
    return refuse('PLAN_EXISTS', `A plan ${plan.plan} was submitted already.`, {
      path: 'plan.plan',
      state: existing.outcome ?? existing.status,
      allowed: allowedWithPlan(existing, state),
      proof: [existing.added, existing.ref],
    });
  const archived = state.archived.get(plan.plan);
  if (archived)
    return refuse('PLAN_EXISTS', `A plan ${plan.plan} was submitted already, and archived.`, {
      path: 'plan.plan',
      state: 'archived',
      proof: [archived],
    });
  if (!state.repos.has(plan.repo))
    return refuse('REPO_UNKNOWN', `No repository ${plan.repo} is registered.`, {
      path: 'plan.repo',
      allowed: ['RegisterRepo'],
    });
  return null;
}

function eventsOf(plan: SubmittedPlan, at: Instant): readonly Event[] {
  const added = plan.tasks.map((task, ordinal) => taskAdded(plan, task, ordinal));
  const opened = emptyConditions(plan);
  const ready = added.filter(({ spec }) => isRoot(spec) && startsOpen(plan, opened, spec.phaseId));
  return [
    planAdded(plan),
    ...added,
    ...opened.map(
      (phaseId) => ({ type: 'PhaseOpened', planId: plan.plan, phaseId, because: 'condition' }) as const,
    ),
    ...becameReady(plan.plan, ready),
    ...added.flatMap(({ planId, taskId, spec }) =>
      startHold({ planId, taskId, startAt: spec.startAt ?? null, fence: 0 }, at),
    ),
  ];
}

const planAdded = (plan: SubmittedPlan): PlanAdded => ({ type: 'PlanAdded', ...headOf(plan) });

/** All that a plan says beside its tasks, as events say it. */
export function headOf({
  plan,
  title,
  description,
  repo,
  target,
  maxParallel,
  phases,
  roles,
  gates,
  defaults,
  followUps,
  proposals,
}: Omit<SubmittedPlan, 'tasks'>): Omit<PlanAdded, 'type'> {
  return {
    planId: plan,
    title,
    description,
    repoId: repo,
    target,
    ...(maxParallel === undefined ? {} : { maxParallel }),
    phases,
    roles,
    gates,
    defaults,
    followUps,
    ...(proposals === undefined ? {} : { proposals }),
  };
}

const taskAdded = (plan: SubmittedPlan, task: SubmittedTask, ordinal: number): TaskAdded => ({
  type: 'TaskAdded',
  planId: plan.plan,
  taskId: task.id,
  ordinal,
  origin: { kind: 'plan' },
  spec: specOf(plan, task),
});

type SubmittedTask = SubmittedPlan['tasks'][number];
type PlanRules = Pick<SubmittedPlan, 'defaults' | 'roles'>;

/** A task of the file as it runs: defaults applied, its agent from its role. Long briefs have been put into the evidence before. */
export function specOf({ defaults, roles }: PlanRules, task: Omit<SubmittedTask, 'id'>): TaskSpec {
  const asked = task.approvals ?? defaults.approvals;
  const rule = ruleOf(asked);
  return {
    title: task.title,
    brief: typeof task.brief === 'string' ? textOf(task.brief) : task.brief,
    phaseId: task.phase ?? null,
    role: task.role,
    agent: agentOf(roles, task.role),
    priority: task.priority ?? defaults.priority,
    needs: [...new Set(task.needs)],
    after: [...new Set(task.after)],
    scope: task.scope,
    worktree: task.worktree ?? null,
    labels: task.labels,
    change: task.change,
    run: task.run ?? null,
    gates: [...new Set(task.gates ?? defaults.gates)],
    approvals: task.change === 'none' ? 0 : countOf(asked),
    ...(task.change === 'none' || !rule ? {} : { review: rule }),
    feedbackRounds: task.feedbackRounds ?? defaults.feedbackRounds,
    maxAttempts: task.maxAttempts ?? defaults.maxAttempts,
    timeoutSeconds: task.timeoutSeconds ?? defaults.timeoutSeconds,
    estimateMinutes: task.estimateMinutes ?? null,
    ...(task.startAt === undefined ? {} : { startAt: task.startAt }),
    split: task.split ?? null,
    ...(task.failures ? { failures: task.failures } : {}),
  };
}

function agentOf(roles: PlanRules['roles'], role: RoleId) {
  const known = roles[role];
  if (!known) throw new Error(`Role ${role} passed the check of references and is not there`);
  return known.agent;
}

const isRoot = ({ needs, after }: TaskSpec): boolean => needs.length === 0 && after.length === 0;

/** Phases that wait for phases without tasks: nothing will ever end there, so the condition is met from the start. */
function emptyConditions({ phases, tasks }: SubmittedPlan): readonly PhaseId[] {
  const used = new Set(tasks.map(({ phase }) => phase));
  return phases.filter(({ opensWhen }) => opensWhen?.done.every((id) => !used.has(id))).map(({ id }) => id);
}

function startsOpen({ phases }: SubmittedPlan, opened: readonly PhaseId[], phaseId: PhaseId | null): boolean {
  const phase = phases.find(({ id }) => id === phaseId);
  return !phase || opened.includes(phase.id) || (!phase.paused && !phase.opensWhen);
}
