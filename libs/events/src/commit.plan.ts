import { isSame } from './same.ts';
import type { Event } from './event.ts';
import type { DraftTasks } from './plan/plan.commands.ts';
import type { PlanAdded, PlanDrafted } from './plan/plan.events.ts';
import type { SubmittedPlan, TaskDefaults } from './plan/plan.file.ts';
import type { TaskAdded } from './task/task.events.ts';

type Fields = Record<string, unknown>;

/**
 * A submitted plan less what `PlanAdded` and `TaskAdded` say. `tasks`: by ordinal, what a task said that its spec does
 * not; a list where the events carry no such plan, and all of it was kept.
 */
export type KeptPlan = Fields & { tasks: Readonly<Record<number, Fields>> | readonly Fields[] };

export function keptPlan(plan: SubmittedPlan, events: readonly Event[]): KeptPlan {
  const carriers = carriersOf(events);
  if (!carriers || !carriers.added.every(({ taskId }, i) => taskId === plan.tasks[i]?.id)) return plan;
  if (carriers.added.length !== plan.tasks.length) return plan;
  const { tasks, ...rest } = plan;
  const left = tasks.map((task, i) => difference(task, taskOf(carriers.added[i]!, plan.defaults)));
  const said = Object.entries(left).filter(([, fields]) => Object.keys(fields).length > 0);
  return { ...difference(rest, headOf(carriers.plan)), tasks: Object.fromEntries(said) };
}

export function restoredPlan(kept: KeptPlan, events: readonly Event[]): SubmittedPlan {
  const carriers = carriersOf(events);
  if (Array.isArray(kept.tasks) || !carriers) return kept as unknown as SubmittedPlan;
  const { tasks, ...rest } = kept;
  const head = { ...headOf(carriers.plan), ...rest };
  const restored = carriers.added.map((added, i) =>
    merged(taskOf(added, head.defaults), (tasks as Fields[])[i]),
  );
  return { ...head, tasks: restored } as unknown as SubmittedPlan;
}

type Head = Omit<SubmittedPlan, 'tasks'>;

/** What begins a draft, less what `PlanDrafted` says. */
export function keptHead(head: Head, events: readonly Event[]): Fields {
  const drafted = events.find((event) => event.type === 'PlanDrafted');
  return drafted ? difference(head, headOf(drafted)) : head;
}

export function restoredHead(kept: Fields, events: readonly Event[]): Fields {
  const drafted = events.find((event) => event.type === 'PlanDrafted');
  return drafted ? merged(headOf(drafted), kept) : kept;
}

/** By place, what the tasks of a draft's part said that `TaskAdded` does not; all of them where no such event stands. */
export function keptTasks(tasks: DraftTasks['tasks'], events: readonly Event[]): unknown {
  const added = events.filter((event) => event.type === 'TaskAdded');
  if (added.length !== tasks.length) return tasks;
  const left = tasks.map((task, i) => difference(task, taskOf(added[i]!)));
  return Object.fromEntries(Object.entries(left).filter(([, fields]) => Object.keys(fields).length > 0));
}

export function restoredTasks(kept: unknown, events: readonly Event[]): unknown {
  if (Array.isArray(kept)) return kept;
  const added = events.filter((event) => event.type === 'TaskAdded');
  return added.map((event, i) => merged(taskOf(event), (kept as Readonly<Record<number, Fields>>)[i]));
}

function carriersOf(events: readonly Event[]): { plan: PlanAdded; added: readonly TaskAdded[] } | null {
  const plan = events.find((event) => event.type === 'PlanAdded');
  return plan ? { plan, added: events.filter((event) => event.type === 'TaskAdded') } : null;
}

const headOf = ({ planId, repoId, ...rest }: PlanAdded | PlanDrafted) => {
  const notSaid: readonly string[] = ['type', 'digest', 'tasks'];
  const same = Object.entries(rest).filter(([name]) => !notSaid.includes(name));
  return { plan: planId, repo: repoId, ...Object.fromEntries(same) } as unknown as Head; // what is left of a plan without its tasks
};

/** The options that a task may leave to its plan. */
const options = [
  'priority',
  'gates',
  'approvals',
  'feedbackRounds',
  'maxAttempts',
  'timeoutSeconds',
] as const;

/** The task as its file most likely said it: what equals the plan's default was not said. In a draft all is said. */
function taskOf({ taskId, spec }: TaskAdded, defaults?: TaskDefaults): Fields {
  const { phaseId, agent: _, review, ...rest } = spec;
  const approvals = review ? { count: spec.approvals, ...review } : spec.approvals;
  const all: Fields = { id: taskId, phase: phaseId, ...rest, approvals };
  const task: Record<string, unknown> = {}; // a hundred thousand of them, so no lists of entries
  for (const name in all)
    if (all[name] !== null && !(defaults && isDefault(name, all[name], defaults))) task[name] = all[name];
  return task;
}

const isDefault = (name: string, value: unknown, defaults: TaskDefaults): boolean =>
  options.some((option) => option === name && isSame(value, defaults[option]));

/** What `fields` say otherwise than `guess`; null stands for what only the guess has. */
function difference(fields: object, guess: object): Fields {
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields))
    if (!isSame(value, (guess as Fields)[name])) found[name] = value;
  for (const name in guess) if (!(name in fields)) found[name] = null;
  return found;
}

const merged = (guess: Fields, said: Fields = {}): Fields =>
  Object.fromEntries(Object.entries({ ...guess, ...said }).filter(([, value]) => value !== null));
