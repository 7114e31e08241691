import type { Event, SubmittedTask, TaskAdded, TaskId, TaskOrigin } from '@headrace/events';
import { fileOf } from '../plan/plan.edit.draft.ts';
import { following, needing } from '../plan/plan.paths.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { specOf } from '../plan/plan.submit.ts';
import type { TaskState } from './task.state.ts';

/* Tasks that take the place of another one: the parts of a split, the children of a decomposition. */

/** What one of them says for itself. It waits for others of them, or for any task of the plan. */
export type Heir = Pick<SubmittedTask, 'id' | 'title' | 'needs' | 'after'> & Partial<SubmittedTask>;

/** Each as it runs: what it does not say it has from the whole, and who waits for none of the others waits as the whole did. */
export function heirsAdded(
  plan: PlanState,
  whole: TaskState,
  heirs: readonly Heir[],
  origin: TaskOrigin,
): readonly TaskAdded[] {
  return heirsOf(whole, heirs).map((file, i) => ({
    type: 'TaskAdded',
    planId: plan.planId,
    taskId: file.id,
    ordinal: plan.tasks.size + i,
    origin,
    spec: { ...specOf(plan, file), ...(file.role === whole.role ? { agent: whole.agent } : {}) },
  }));
}

/** In the words of a plan file. */
export function heirsOf(whole: TaskState, heirs: readonly Heir[]): readonly SubmittedTask[] {
  const { estimateMinutes, startAt, ...rest } = fileOf(whole);
  const file = startAt === undefined || whole.fence > 0 ? rest : { ...rest, startAt }; // what was claimed has started
  const ids = new Set(heirs.map(({ id }) => id));
  const share = estimateMinutes === undefined ? {} : { estimateMinutes: estimateMinutes / heirs.length };
  return heirs.map((heir) => {
    const isFirst = ![...heir.needs, ...heir.after].some((id) => ids.has(id));
    const said = Object.fromEntries(Object.entries(heir).filter(([, value]) => value !== undefined));
    return {
      ...file,
      ...share,
      ...said,
      needs: isFirst ? [...heir.needs, ...whole.needs] : heir.needs,
      after: isFirst ? [...heir.after, ...whole.after] : heir.after,
    };
  });
}

/** Those that no other one waits for: what waited for the whole waits for them. */
export function lastOf(heirs: readonly Heir[]): readonly TaskId[] {
  const waitedFor = new Set(heirs.flatMap(({ needs, after }) => [...needs, ...after]));
  return heirs.map(({ id }) => id).filter((id) => !waitedFor.has(id));
}

/** What a dependant of the whole waits for instead. Who comes after it and need not wait any more, does not begin to. */
export function needsInstead(whole: TaskState, other: TaskState, last: readonly TaskId[]) {
  const instead = (ids: readonly TaskId[], replacement: readonly TaskId[]) => [
    ...new Set(ids.flatMap((id) => (id === whole.taskId ? replacement : [id]))),
  ];
  return { needs: instead(other.needs, last), after: instead(other.after, whole.hasBeenOver ? [] : last) };
}

export const dependantsOf = (plan: PlanState, { taskId }: TaskState): readonly TaskState[] => [
  ...new Set([...needing(plan, taskId), ...following(plan, taskId)]),
];

export const needsHandedOn = (plan: PlanState, whole: TaskState, last: readonly TaskId[]): readonly Event[] =>
  dependantsOf(plan, whole).map((other) => ({
    type: 'TaskNeedsChanged',
    planId: plan.planId,
    taskId: other.taskId,
    ...needsInstead(whole, other, last),
  }));
