import type { TaskState } from '../task/task.state.ts';
import { following, needing } from './plan.paths.ts';
import type { PhaseState, PlanState } from './plan.state.ts';

/** The tasks that would wait for themselves for ever, through needs, `after`s or phases; null when there are none. */
export function waitingForThemselves(
  plan: PlanState,
): { readonly count: number; readonly first: TaskState } | null {
  const left = Int32Array.from(
    plan.members,
    ({ needs, after, phaseId }) =>
      needs.length + after.length + (phaseId !== null && plan.phases.has(phaseId) ? 1 : 0),
  );
  const open = plan.members.filter(({ ordinal }) => left[ordinal] === 0);
  const phases = phaseTurns(plan, (task) => meet(task));
  const meet = (task: TaskState): void => {
    left[task.ordinal] = (left[task.ordinal] ?? 0) - 1;
    if (left[task.ordinal] === 0) open.push(task);
  };
  phases.begin();
  let ended = 0;
  for (let task = open.pop(); task; task = open.pop()) {
    ended++;
    for (const dependant of needing(plan, task.taskId)) meet(dependant);
    for (const dependant of following(plan, task.taskId)) meet(dependant);
    phases.ended(task);
  }
  const first = plan.members.find(({ ordinal }) => (left[ordinal] ?? 0) > 0);
  return first ? { count: plan.members.length - ended, first } : null;
}

/** A phase lets its tasks begin once it opens, and is complete when it has opened and all of them have ended. */
function phaseTurns(plan: PlanState, letBegin: (task: TaskState) => void) {
  const all = [...plan.phases.values()];
  const toOpen = new Map(all.map((phase) => [phase, phase.opensWhen?.length ?? 0]));
  const toComplete = new Map(all.map((phase) => [phase, phase.tasks.length + 1]));
  const count = (left: Map<PhaseState, number>, phase: PhaseState, next: (phase: PhaseState) => void) => {
    const rest = (left.get(phase) ?? 0) - 1;
    left.set(phase, rest);
    if (rest === 0) next(phase);
  };
  const complete = ({ phaseId }: PhaseState): void => {
    for (const phase of all)
      for (const id of phase.opensWhen ?? []) if (id === phaseId) count(toOpen, phase, open);
  };
  const open = (phase: PhaseState): void => {
    phase.tasks.forEach(letBegin);
    count(toComplete, phase, complete);
  };
  return {
    begin: () => all.filter(({ opensWhen }) => opensWhen === null).forEach(open),
    ended: ({ phaseId }: TaskState) => {
      const phase = phaseId === null ? undefined : plan.phases.get(phaseId);
      if (phase) count(toComplete, phase, complete);
    },
  };
}
