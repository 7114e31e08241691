import {
  MOST_NEEDS,
  after,
  ok,
  type ActivatePlan,
  type DiscardDraft,
  type DraftPlan,
  type DraftTasks,
  type Event,
  type Problem,
  type Stamped,
  type TaskAdded,
} from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { checkReferences } from './plan.check.ts';
import { tooManyNeeds } from './plan.needs.ts';
import { outlineOf } from './plan.outline.ts';
import { startHold } from '../task/task.start.ts';
import { becameReady } from './plan.ready.ts';
import { referenceProblems } from './plan.references.ts';
import { waitingForThemselves } from './plan.rounds.ts';
import type { DraftState, PlanState } from './plan.state.ts';
import { headOf, newPlanFault, planInvalid, specOf } from './plan.submit.ts';

/* A plan that does not fit one commit: begun, filled part by part, and made real at once or not at all. */

/** A draft to which nobody adds anything is discarded after so long. */
export const DRAFT_PATIENCE_MS = 3_600_000;

export function draftPlan({ plan, digest, tasks }: Stamped<DraftPlan>, state: OrgState): Decision {
  const problems = checkReferences({ ...plan, tasks: [] });
  if (problems.length > 0) return planInvalid(problems);
  const fault = newPlanFault(plan, state);
  if (fault) return fault;
  const existing = state.drafts.get(plan.plan);
  if (existing?.digest === digest) return ok([]);
  const replaced: Event = { type: 'PlanDiscarded', planId: plan.plan, because: 'replaced' };
  return ok([...(existing ? [replaced] : []), { type: 'PlanDrafted', ...headOf(plan), digest, tasks }]);
}

/** A part that is there already changes nothing: its sender may not have heard of it. */
export function draftTasks(command: Stamped<DraftTasks>, state: OrgState): Decision {
  return withDraft(command, state, ({ plan, tasks: expected, needs }) => {
    const { from, tasks } = command;
    const count = plan.members.length;
    const end = from + tasks.length;
    if (end <= count) return ok([]);
    if (from !== count || end > expected)
      return outOfStep(plan, `It has ${count} of ${expected} tasks.`, `from ${count}, up to ${expected}`);
    const needed = tasks.reduce((sum, task) => sum + task.needs.length + task.after.length, needs);
    if (needed > MOST_NEEDS) return planInvalid([tooManyNeeds(needed)]);
    const problems = partProblems(plan, tasks);
    if (problems.length > 0) return planInvalid(problems);
    return ok(tasks.map((task, i) => taskAdded(plan, task, from + i)));
  });
}

/** All of the plan is looked at once more: no commit may make real what no commit could have checked. */
export function activatePlan(command: Stamped<ActivatePlan>, state: OrgState): Decision {
  return withDraft(command, state, ({ plan, tasks }) => {
    const { planId } = plan;
    const count = plan.members.length;
    if (count !== tasks) return outOfStep(plan, `It has ${count} of ${tasks} tasks.`, `${tasks} tasks`);
    const problems = wholeProblems(plan);
    if (problems.length > 0) return planInvalid(problems);
    const opened = [...plan.phases.values()].filter(({ opensWhen }) =>
      opensWhen?.every((id) => plan.phases.get(id)?.tasks.length === 0),
    );
    const startsOpen = new Set(
      [...plan.phases.values()]
        .filter((phase) => phase.isOpen || opened.includes(phase))
        .map((phase) => phase.phaseId),
    );
    const ready = plan.members.filter(
      ({ unmet, phaseId }) => unmet === 0 && (phaseId === null || startsOpen.has(phaseId)),
    );
    return ok([
      { type: 'PlanActivated', planId, tasks },
      ...opened.map(
        ({ phaseId }) => ({ type: 'PhaseOpened', planId, phaseId, because: 'condition' }) as const,
      ),
      ...becameReady(planId, ready),
      ...plan.members.flatMap((task) => startHold(task, command.at)),
    ]);
  });
}

export function discardDraft(command: Stamped<DiscardDraft>, state: OrgState): Decision {
  return withDraft(command, state, ({ plan, lastAt }) => {
    const isByClock = command.actor.startsWith('reactor:');
    const due = after(lastAt, DRAFT_PATIENCE_MS);
    if (isByClock && command.at < due)
      return refuse('NOT_DUE', `Tasks were added to the draft of ${plan.planId} at ${lastAt}.`, {
        expected: due,
      });
    return ok([{ type: 'PlanDiscarded', planId: plan.planId, because: isByClock ? 'left' : 'person' }]);
  });
}

function withDraft(
  { planId, digest }: Pick<ActivatePlan, 'planId' | 'digest'>,
  state: OrgState,
  decideOn: (draft: DraftState) => Decision,
): Decision {
  const draft = state.drafts.get(planId);
  if (draft?.digest === digest) return decideOn(draft);
  const existing = state.plans.get(planId);
  if (existing) return newPlanFault({ plan: planId, repo: existing.repoId }, state) ?? ok([]);
  return refuse('DRAFT_NOT_FOUND', `There is no draft of ${planId} with this content.`, {
    path: 'planId',
    ...(draft ? { state: 'another draft', proof: [draft.plan.added] } : {}),
    allowed: ['DraftPlan'],
  });
}

const outOfStep = (plan: PlanState, message: string, expected: string): Decision =>
  refuse('DRAFT_OUT_OF_STEP', message, {
    expected,
    state: 'draft',
    proof: [plan.added],
    allowed: ['DraftTasks'],
  });

const taskAdded = (plan: PlanState, task: DraftTasks['tasks'][number], ordinal: number): TaskAdded => ({
  type: 'TaskAdded',
  planId: plan.planId,
  taskId: task.id,
  ordinal,
  origin: { kind: 'plan' },
  spec: specOf(plan, task),
});

/** All but what tasks of other parts say. */
function partProblems(plan: PlanState, tasks: DraftTasks['tasks']): readonly Problem[] {
  const outline = outlineOf({
    roles: plan.roles,
    phases: [...plan.phases.keys()].map((id) => ({ id })),
    gates: Object.fromEntries([...plan.gates].map(([id, { gate }]) => [id, gate])),
    tasks: tasks.map((task) => ({ ...task, needs: [], after: [] })),
  });
  const taken = tasks.flatMap(({ id }, i): readonly Problem[] =>
    plan.tasks.has(id)
      ? [{ code: 'ID_DUPLICATE', path: `tasks[${i}].id`, message: `The task id "${id}" is used already.` }]
      : [],
  );
  return [...referenceProblems(outline), ...taken];
}

function wholeProblems(plan: PlanState): readonly Problem[] {
  const unknown = [plan.needing, plan.following].flatMap((waiting) =>
    [...waiting].filter(([id]) => !plan.tasks.has(id)),
  );
  if (unknown.length > 0)
    return unknown.map(([id, [first]]) => ({
      code: 'TASK_UNKNOWN',
      path: `tasks[${first?.ordinal ?? 0}]`,
      message: `There is no task "${id}", for which ${first?.taskId ?? 'one'} waits.`,
    }));
  const round = waitingForThemselves(plan);
  if (round === null) return [];
  const message = `${round.count} tasks wait for one another, ${round.first.taskId} among them.`;
  return [
    {
      code: 'CYCLE',
      path: `tasks[${round.first.ordinal}].needs`,
      message,
      expected: 'no task waits for itself',
    },
  ];
}
