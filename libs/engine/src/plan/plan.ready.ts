import {
  MOST_NAMED,
  saying,
  type Event,
  type PhaseId,
  type PlanId,
  type TaskAdded,
  type TaskId,
} from '@headrace/events';
import { isOver, type TaskState } from '../task/task.state.ts';
import { following, needing } from './plan.paths.ts';
import type { PhaseState, PlanState } from './plan.state.ts';

/** What a decision does to the tasks of a plan, before it is folded. A split one hands its dependants on. */
export type Effect = {
  readonly ended?: readonly {
    readonly task: TaskState;
    readonly as: 'done' | 'failed' | 'cancelled' | 'split';
  }[];
  readonly added?: readonly TaskAdded[];
  readonly opened?: readonly PhaseState[];
  /** A task that was over and is tried again. */
  readonly retried?: TaskState;
};

/** The facts that follow from it: phases that open, tasks that become ready, the end of the plan. */
export function consequences(plan: PlanState, effect: Effect): readonly Event[] {
  const opened = [...(effect.opened ?? []), ...phasesMet(plan, effect)];
  const ready = readyTasks(plan, effect, opened);
  const outcome = outcomeAfter(plan, effect);
  return [
    ...phasesMet(plan, effect).map(({ phaseId }) => phaseOpened(plan.planId, phaseId)),
    ...becameReady(plan.planId, ready),
    ...(outcome ? [{ type: 'PlanFinished', planId: plan.planId, outcome } as const] : []),
  ];
}

const phaseOpened = (planId: PlanId, phaseId: PhaseId): Event => ({
  type: 'PhaseOpened',
  planId,
  phaseId,
  because: 'condition',
});

/** The phases whose condition is met now: every task of those that they wait for is done or cancelled. */
export function phasesMet(plan: PlanState, effect: Effect): readonly PhaseState[] {
  const waiting = [...plan.phases.values()].filter(({ isWaiting }) => isWaiting);
  if (waiting.length === 0 || plan.status === 'ending') return [];
  const left = new Map([...plan.phases.values()].map(({ phaseId, unfinished }) => [phaseId, unfinished]));
  const count = (phaseId: PhaseId | null, by: number) =>
    phaseId !== null && left.set(phaseId, (left.get(phaseId) ?? 0) + by);
  for (const { task, as } of effect.ended ?? [])
    if (as !== 'failed' && task.life.status !== 'cancelled') count(task.phaseId, -1);
  for (const { spec } of effect.added ?? []) count(spec.phaseId, 1);
  if (effect.retried?.life.status === 'cancelled') count(effect.retried.phaseId, 1);
  return waiting.filter(({ opensWhen }) => opensWhen?.every((phaseId) => !left.get(phaseId)));
}

function readyTasks(plan: PlanState, effect: Effect, opened: readonly PhaseState[]): readonly Member[] {
  const met = metBy(plan, effect);
  const isOpen = (phaseId: PhaseId | null): boolean => {
    const phase = phaseId === null ? undefined : plan.phases.get(phaseId);
    return !phase || phase.isOpen || opened.includes(phase);
  };
  const retried = effect.retried ? [effect.retried] : [];
  const candidates = new Set([...met.keys(), ...opened.flatMap(({ tasks }) => tasks), ...retried]);
  const gone = new Set(effect.ended?.map(({ task }) => task));
  const known = [...candidates]
    .filter((task) => task.life.status === 'blocked' || task === effect.retried)
    .filter((task) => !gone.has(task) && isOpen(task.phaseId) && task.unmet === (met.get(task) ?? 0))
    .sort((a, b) => a.ordinal - b.ordinal);
  const added = (effect.added ?? []).filter(({ spec }) => isOpen(spec.phaseId) && isReadyAtOnce(plan, spec));
  return [...known, ...added];
}

/** How many of what each task waits for are met by the decision. */
function metBy(plan: PlanState, { ended = [] }: Effect): ReadonlyMap<TaskState, number> {
  const met = new Map<TaskState, number>();
  const count = (task: TaskState) => met.set(task, (met.get(task) ?? 0) + 1);
  for (const { task, as } of ended) {
    if (as === 'done') needing(plan, task.taskId).forEach(count);
    if (as !== 'split' && !task.hasBeenOver) following(plan, task.taskId).forEach(count);
  }
  return met;
}

function isReadyAtOnce(plan: PlanState, { needs, after }: TaskAdded['spec']): boolean {
  return (
    needs.every((id) => plan.tasks.get(id)?.life.status === 'done') &&
    after.every((id) => plan.tasks.get(id)?.hasBeenOver)
  );
}

function outcomeAfter(
  plan: PlanState,
  { ended = [], added = [] }: Effect,
): 'done' | 'failed' | 'cancelled' | null {
  const open = ended.filter(({ task }) => !isOver(task)); // one that failed or was cancelled may be skipped
  if (ended.length === 0 || plan.unfinished - open.length + added.length > 0) return null;
  const mended = ended.filter(({ task }) => task.life.status === 'failed').length;
  const count = (end: string) => ended.filter(({ as }) => as === end).length;
  if (plan.status === 'ending') return 'cancelled';
  if (plan.failed - mended + count('failed') > 0) return 'failed';
  return plan.done + count('done') > 0 ? 'done' : 'cancelled';
}

/** In lists that an event can hold. */
export const chunked = (ids: readonly TaskId[]): readonly TaskId[][] =>
  Array.from({ length: Math.ceil(ids.length / MOST_NAMED) }, (_, i) =>
    ids.slice(i * MOST_NAMED, (i + 1) * MOST_NAMED),
  );

type Member = { readonly taskId: TaskId; readonly ordinal: number };

export const becameReady = (planId: PlanId, tasks: readonly Member[]): readonly Event[] =>
  tasks.length === 0 ? [] : [{ type: 'TasksBecameReady', planId, ...saying(tasks) }];

export const becameBlocked = (planId: PlanId, tasks: readonly Member[]): readonly Event[] =>
  tasks.length === 0 ? [] : [{ type: 'TasksBecameBlocked', planId, ...saying(tasks) }];

/** Whether nothing keeps a task from being ready: needs, `after`s and phase. */
export function isUnblocked(plan: PlanState, { unmet, phaseId }: TaskState): boolean {
  return unmet === 0 && (phaseId === null || plan.phases.get(phaseId)?.isOpen !== false);
}

/** A try ended without a result: its task is offered again, or waits again. */
export const backToWork = (plan: PlanState, task: TaskState): readonly Event[] =>
  isUnblocked(plan, task) ? becameReady(plan.planId, [task]) : becameBlocked(plan.planId, [task]);
