import {
  canonicalJson,
  saying,
  type EditPlan,
  type Event,
  type Instant,
  type PlanEdited,
  type Stamped,
  type TaskAdded,
  type TaskSpec,
} from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { endWork } from '../task/task.cancel.ts';
import { moveStart, startHold } from '../task/task.start.ts';
import type { TaskState } from '../task/task.state.ts';
import type { PlanEdit } from './plan.edit.change.ts';
import { needsFirst } from './plan.edit.order.ts';
import { readinessAfter } from './plan.edit.ready.ts';
import { becameBlocked, becameReady } from './plan.ready.ts';

/** The facts of an edit, and what follows from them, as one commit. */
export function eventsOf(edit: PlanEdit, command: Stamped<EditPlan>, state: OrgState): readonly Event[] {
  const { plan, removed, changed, added } = edit;
  const { planId } = plan;
  const { opened, ready, blocked, outcome, isReopened } = readinessAfter(edit);
  const restarted = changed.filter(({ isRestarted }) => isRestarted).map(({ task }) => task);
  return [
    planEdited(edit, command.note),
    ...restarted.flatMap((task) => endWork(task, { reason: 'It begins again, by its new definition.' })),
    ...removed.flatMap((task) => endWork(task, { reason: 'It was taken out of the plan.' })),
    ...added.map((task) => taskAdded(edit, command, task)),
    ...(removed.length > 0 ? [{ type: 'TasksRemoved', planId, ...saying(removed) } as const] : []),
    ...tasksChanged(edit),
    ...landingsVoided(edit, state),
    ...(isReopened ? [{ type: 'PlanReopened', planId } as const] : []),
    ...opened.map((phaseId) => ({ type: 'PhaseOpened', planId, phaseId, because: 'condition' }) as const),
    ...becameReady(planId, ready),
    ...becameBlocked(planId, blocked),
    ...startsMoved(edit, command.at),
    ...(outcome ? [{ type: 'PlanFinished', planId, outcome } as const] : []),
  ];
}

function planEdited({ plan, draft, gates, roles, phases }: PlanEdit, note: string): PlanEdited {
  const { title, description, defaults, followUps, proposals, said } = draft;
  return {
    type: 'PlanEdited',
    planId: plan.planId,
    revision: plan.revision + 1,
    note,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(said.has('defaults') ? { defaults } : {}),
    ...(said.has('followUps') ? { followUps: [...followUps] } : {}),
    ...(said.has('proposals') ? { proposals } : {}),
    roles: Object.fromEntries(roles.map((id) => [id, draft.roles.get(id) ?? null])),
    gates: Object.fromEntries(gates.map((id) => [id, draft.gates.get(id) ?? null])),
    phases: Object.fromEntries(phases),
  };
}

function taskAdded(
  { plan }: PlanEdit,
  { actor, source = {} }: Stamped<EditPlan>,
  { taskId, ordinal, spec }: PlanEdit['added'][number],
): TaskAdded {
  const origin = { kind: 'edit' as const, by: actor, revision: plan.revision + 1, ...source };
  return { type: 'TaskAdded', planId: plan.planId, taskId, ordinal, origin, spec };
}

/** Tasks for which the same fields change in the same way share an event. */
function tasksChanged(edit: PlanEdit): readonly Event[] {
  const groups = new Map<string, { readonly spec: Partial<TaskSpec>; readonly tasks: TaskState[] }>();
  for (const { task, spec, fields } of needsFirst(edit)) {
    if (fields.length === 0) continue;
    const key = canonicalJson(spec);
    const group = groups.get(key) ?? { spec, tasks: [] };
    group.tasks.push(task);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ spec, tasks }) => {
    return { type: 'TasksChanged', planId: edit.plan.planId, ...saying(tasks), spec } as const;
  });
}

/** What is not to start yet waits for its time, as in a plan that is submitted. One that comes again starts again. */
const startsMoved = ({ plan: { planId }, added, changed }: PlanEdit, at: Instant): readonly Event[] => [
  ...added.flatMap(({ taskId, spec }) =>
    startHold({ planId, taskId, startAt: spec.startAt ?? null, fence: 0 }, at),
  ),
  ...changed.flatMap(({ task, spec, isRestarted }) =>
    spec.startAt === undefined ? [] : moveStart(task, spec.startAt, isRestarted, at),
  ),
];

/** A runner that has claimed a landing was given the gates as they were; whoever claims it next gets the new ones. */
function landingsVoided({ plan, gates, removed, changed }: PlanEdit, state: OrgState): readonly Event[] {
  if (gates.length === 0) return [];
  const gone = new Set<TaskState>([
    ...removed,
    ...changed.filter(({ isRestarted }) => isRestarted).map(({ task }) => task),
  ]);
  return [...state.landings].flatMap(({ planId, taskId, changeId, prepared }): Event[] => {
    const task = planId === plan.planId ? plan.tasks.get(taskId) : undefined;
    if (!task || gone.has(task) || prepared || !gates.some((gate) => task.gates.includes(gate))) return [];
    const note = 'A gate of its plan was defined anew.';
    return [{ type: 'LandingVoided', planId, taskId, changeId, because: 'review', note }];
  });
}
