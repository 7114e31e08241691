import {
  taskKey,
  tasksOf,
  type Event,
  type PlanId,
  type Recorded,
  type TaskAdded,
  type TaskId,
  type TaskKey,
} from '@headrace/events';
import { fits, type Offer } from '../offer/offer.pick.ts';
import { isAtLimit } from '../offer/offer.index.ts';
import { isOfferedBefore } from '../offer/order.ts';
import { scopesOverlap } from '../offer/scope.ts';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { isOver, type TaskState } from '../task/task.state.ts';
import type { Story } from './story.ts';

/* What must hold after every commit, computed the slow and obvious way from the tasks alone. */

/** `expect` would be the slowest part of many thousand checks. */
export function ensure(isSo: boolean, ...facts: readonly unknown[]): void {
  if (!isSo) throw new Error(`Unsound: ${JSON.stringify(facts)}`);
}

export function expectSound({ state, log }: Pick<Story, 'state' | 'log'>): void {
  const ended = everOver(log);
  const rewired = rewiredAtWork(log);
  const narrowed = narrowedRoles(log);
  for (const plan of state.plans.values()) {
    for (const task of plan.tasks.values()) {
      if (task.removed) continue;
      if (!task.splitInto)
        expectReadiness(plan, task, ended, rewired.get(taskKey(task.planId, task.taskId)) ?? null);
      expectPath(plan, task);
    }
    expectOrder(plan);
    expectCounts(plan, narrowed);
    expectWayOn(state, plan);
  }
  expectExclusive(state, holdersIn(state, log));
}

/** What such a task waited for already when it was claimed, as far as it still names it. */
type Rewired = ReadonlyMap<TaskKey, ReadonlySet<TaskId>>;

/**
 * Tasks that got other needs from an edit after their last claim. What is under way for them goes on: to end it is what
 * `restart` is for, so the needs that came with the edit may be missing. Those that it was claimed with may not: what is
 * done stays done, and nothing that is done can be taken out.
 */
function rewiredAtWork(log: readonly Recorded[]): Rewired {
  const waits = new Map<TaskKey, { needs: readonly TaskId[]; after: readonly TaskId[] }>();
  const claimed = new Map<TaskKey, readonly TaskId[]>();
  const rewired = new Map<TaskKey, ReadonlySet<TaskId>>();
  for (const { event } of log) {
    if (event.type === 'TaskAdded') waits.set(taskKey(event.planId, event.taskId), event.spec);
    if (event.type === 'TaskNeedsChanged') waits.set(taskKey(event.planId, event.taskId), event);
    if (event.type === 'TaskClaimed') {
      const key = taskKey(event.planId, event.taskId);
      const { needs, after } = waits.get(key)!;
      claimed.set(key, [...needs, ...after]);
      rewired.delete(key);
    }
    if (event.type !== 'TasksChanged' || !(event.spec.needs ?? event.spec.after)) continue;
    for (const key of tasksOf(event)) {
      const now = { ...waits.get(key)!, ...event.spec };
      waits.set(key, now);
      const named = new Set([...now.needs, ...now.after]);
      rewired.set(
        key,
        new Set([...(rewired.get(key) ?? claimed.get(key) ?? [])].filter((id) => named.has(id))),
      );
    }
  }
  return rewired;
}

function expectReadiness(
  plan: PlanState,
  task: TaskState,
  ended: ReadonlySet<TaskKey>,
  kept: ReadonlySet<TaskId> | null,
): void {
  const missing = [
    ...task.needs.filter((id) => plan.tasks.get(id)?.life.status !== 'done'),
    ...task.after.filter((id) => !ended.has(taskKey(plan.planId, id))),
  ];
  const lacking = missing.length;
  const isByEdit = kept !== null && !missing.some((id) => kept.has(id));
  const isOpen = task.phaseId === null || plan.phases.get(task.phaseId)!.isOpen;
  const name = `${task.taskId} with ${lacking} missing in an ${isOpen ? 'open' : 'unopened'} phase`;
  const { status } = task.life;
  if (status === 'ready') ensure(isOpen && lacking === 0, 'ready', name);
  if (status !== 'blocked' && !isOver(task)) ensure(lacking === 0 || isByEdit, status, name);
  if (task.life.status === 'blocked') ensure(lacking > 0 || !isOpen, 'blocked', name);
  ensure(task.unmet === lacking, 'unmet', task.unmet, name);
}

function expectPath(plan: PlanState, task: TaskState): void {
  if (!plan.hasPaths || isOver(task) || plan.status === 'ending') return; // nothing of it is offered any more
  const dependants = [...plan.tasks.values()].filter(
    (other) => other.needs.includes(task.taskId) && !isOver(other),
  );
  const longest = Math.max(0, ...dependants.map(({ path }) => path));
  ensure(task.path === longest + (task.estimateMinutes ?? 1), 'path', task.taskId, task.path, longest);
}

/** Nothing waits for itself, or for what is not there. */
function expectOrder(plan: PlanState): void {
  const tasks = [...plan.tasks.values()].filter(({ removed, splitInto }) => !removed && !splitInto);
  const left = new Map(tasks.map((task) => [task.taskId, new Set([...task.needs, ...task.after])]));
  for (const [id, waitsFor] of left)
    for (const other of waitsFor) ensure(left.has(other), 'waits for nothing', id, other);
  for (let size = -1; size !== left.size;) {
    size = left.size;
    for (const [id, waitsFor] of left) if (![...waitsFor].some((other) => left.has(other))) left.delete(id);
  }
  ensure(left.size === 0, 'cycle', [...left.keys()]);
}

/**
 * Roles that an edit has set since the last claim of a task of theirs. A lower limit ends no attempt, so there may be more at
 * work than it allows; it begins none either, so after the next claim there are not.
 */
function narrowedRoles(log: readonly Recorded[]): ReadonlySet<string> {
  const roles = new Set<string>();
  for (const { event } of log) {
    if (event.type === 'PlanEdited')
      for (const role of Object.keys(event.roles)) roles.add(`${event.planId} ${role}`);
    if (event.type === 'TaskClaimed') roles.delete(`${event.planId} ${event.role}`);
  }
  return roles;
}

function expectCounts(plan: PlanState, narrowed: ReadonlySet<string>): void {
  const tasks = [...plan.tasks.values()];
  const count = (status: string) => tasks.filter(({ life }) => life.status === status).length;
  ensure(plan.unfinished === tasks.filter((task) => !isOver(task)).length, 'unfinished', plan.unfinished);
  ensure(plan.done === count('done') && plan.failed === count('failed'), 'counts', plan.done, plan.failed);
  ensure((plan.status === 'finished') === (plan.unfinished === 0), plan.planId, plan.status, plan.unfinished);
  ensure(
    plan.working === tasks.filter(({ life }) => life.status === 'working').length,
    'working',
    plan.working,
  );
  for (const [role, { maxParallel }] of Object.entries(plan.roles)) {
    const attempts = tasks.flatMap(({ life }) => (life.status === 'working' ? [life.attempt] : []));
    const atWork = attempts.filter((attempt) => attempt.role === role).length; // as which it was claimed
    const isNarrowed = narrowed.has(`${plan.planId} ${role}`);
    ensure(isNarrowed || atWork <= (maxParallel ?? Infinity), role, atWork);
    ensure((plan.atWork.get(role as TaskState['role']) ?? 0) === atWork, 'at work', role, atWork);
  }
}

/** Nothing waits for what has happened, and a cancelled plan for nothing but a push under way. */
function expectWayOn(state: OrgState, plan: PlanState): void {
  for (const task of plan.tasks.values())
    if (plan.status === 'ending' && !isOver(task)) {
      const change = task.life.status === 'merging' ? state.changes.get(task.life.changeId) : undefined;
      ensure(change?.prepared != null, 'left in a cancelled plan', task.taskId, task.life.status);
    }
  if (plan.status !== 'running' && plan.status !== 'paused') return;
  for (const { phaseId, isWaiting, opensWhen } of plan.phases.values()) {
    const isMet = opensWhen?.every((id) => plan.phases.get(id)!.tasks.every(isDoneOrCancelled));
    ensure(!isWaiting || !isMet, 'phase waits for what is so', phaseId);
  }
}

const isDoneOrCancelled = ({ life }: TaskState): boolean =>
  life.status === 'done' || life.status === 'cancelled' || life.status === 'divided';

function everOver(log: readonly Recorded[]): ReadonlySet<TaskKey> {
  const keys = new Set<TaskKey>();
  for (const { event } of log) {
    if (endsTask(event)) for (const key of tasksOf(event)) keys.add(key);
    if (event.type === 'TaskAdded') keys.delete(taskKey(event.planId, event.taskId)); // a removed one begins anew
  }
  return keys;
}

export const endsTask = ({ type }: Event): boolean =>
  ['TaskDone', 'TaskFailed', 'TasksCancelled', 'TaskSplit', 'DecompositionAccepted', 'TasksRemoved'].includes(
    type,
  );

/** The tasks that have their paths and worktrees: claimed, and not over since. */
function holding(log: readonly Recorded[]): ReadonlySet<TaskKey> {
  const keys = new Set<TaskKey>();
  for (const { event } of log) {
    if (event.type === 'TaskClaimed') keys.add(taskKey(event.planId, event.taskId));
    if (endsTask(event) || letsGo(event)) for (const key of tasksOf(event)) keys.delete(key);
  }
  return keys;
}

/** Nobody works on a task that waits, or whose paths change: it takes them, or the new ones, with its next claim. */
const letsGo = (event: Event): boolean =>
  event.type === 'TasksBecameBlocked' ||
  (event.type === 'TasksChanged' &&
    (event.spec.scope !== undefined || event.spec.worktree !== undefined || event.spec.change !== undefined));

const isHeir = ({ origin }: TaskState): boolean => origin.kind === 'split' || origin.kind === 'decomposition';

type Placed = { readonly plan: PlanState; readonly task: TaskState };

function holdersIn(state: OrgState, log: readonly Recorded[]): readonly Placed[] {
  const keys = holding(log);
  return [...state.plans.values()].flatMap((plan) =>
    [...plan.tasks.values()]
      .filter((task) => keys.has(taskKey(task.planId, task.taskId)))
      .map((task) => ({ plan, task })),
  );
}

function expectExclusive(state: OrgState, holders: readonly Placed[]): void {
  for (const [i, a] of holders.entries())
    for (const b of holders.slice(i + 1)) {
      if (a.plan.repoId !== b.plan.repoId) continue;
      ensure(
        a.task.worktree === null || a.task.worktree !== b.task.worktree,
        'worktree',
        a.task.taskId,
        b.task.taskId,
      );
      ensure(!collide(a.task, b.task), 'scope', a.task.taskId, b.task.taskId);
    }
  const claims = [...state.attempts].map(({ planId, taskId }) => taskKey(planId, taskId));
  ensure(new Set(claims).size === claims.length, 'two attempts', claims);
}

export const collide = (a: TaskState, b: TaskState): boolean =>
  a.change === 'required' && b.change === 'required' && scopesOverlap(a.scope, b.scope);

/** Wholes whose parts are not all over keep what they had for these. */
const reservations = (plan: PlanState, forgone: ReadonlySet<TaskKey>): readonly TaskState[] =>
  [...plan.tasks.values()].filter(
    (task) => !forgone.has(taskKey(plan.planId, task.taskId)) && hasOpenParts(plan, task),
  );

/** Wholes that keep nothing, with those that they are part of: what one of the parts waits for may want the same paths. */
function forgoneIn(log: readonly Recorded[]): ReadonlySet<TaskKey> {
  const forgone = new Set<TaskKey>();
  const done = new Set<TaskKey>();
  const ended = new Set<TaskKey>();
  const added = new Map<TaskKey, TaskAdded>();
  const forgo = (planId: PlanId, taskId: TaskId): void => {
    forgone.add(taskKey(planId, taskId));
    const origin = added.get(taskKey(planId, taskId))?.origin;
    if (origin?.kind === 'split' || origin?.kind === 'decomposition') forgo(planId, origin.of);
  };
  for (const { event } of log) {
    if (event.type === 'TaskAdded') added.set(taskKey(event.planId, event.taskId), event);
    if (event.type === 'TaskAdded') ended.delete(taskKey(event.planId, event.taskId));
    if (event.type === 'TaskDone') done.add(taskKey(event.planId, event.taskId));
    if (event.type === 'TaskSplit' || event.type === 'DecompositionAccepted') {
      const { planId, taskId, into } = event;
      const isOpen = (ids: readonly TaskId[], over: ReadonlySet<TaskKey>): boolean =>
        ids.some((id) => !into.includes(id) && !over.has(taskKey(planId, id)));
      const specs = into.map((id) => added.get(taskKey(planId, id))!.spec);
      if (specs.some(({ needs, after }) => isOpen(needs, done) || isOpen(after, ended)))
        forgo(planId, taskId);
    }
    if (endsTask(event)) for (const key of tasksOf(event)) ended.add(key);
  }
  return forgone;
}

const hasOpenParts = (plan: PlanState, task: TaskState): boolean =>
  task.splitInto?.some((id) => !isOver(plan.tasks.get(id)!) || hasOpenParts(plan, plan.tasks.get(id)!)) ??
  false;

/** The tasks that a runner could get now, in the order of the offers. */
export function claimable({ state, log }: Pick<Story, 'state' | 'log'>, offer: Offer | null): TaskState[] {
  if (state.stopped || state.attempts.size >= (state.cap.maxParallel ?? Infinity)) return [];
  const plans = [...state.plans.values()];
  const holders = holdersIn(state, log);
  const forgone = forgoneIn(log);
  const reserved = plans.flatMap((plan) => reservations(plan, forgone).map((task) => ({ plan, task })));
  const isFree = (task: TaskState): boolean =>
    holders.some((holder) => holder.task === task) ||
    [...holders, ...(isHeir(task) ? [] : reserved)].every(
      ({ task: other }) =>
        !collide(other, task) && (task.worktree === null || other.worktree !== task.worktree),
    );
  return plans
    .filter(({ status, cap, working }) => status === 'running' && working < (cap.maxParallel ?? Infinity))
    .flatMap((plan) =>
      [...plan.tasks.values()].filter(
        (task) =>
          task.life.status === 'ready' &&
          !task.held &&
          !plan.pausedRoles.has(task.role) &&
          !isAtLimit(plan, task.role) &&
          isFree(task),
      ),
    )
    .filter((task) => offer === null || fits(task, offer))
    .sort((a, b) => (isOfferedBefore(a, b) ? -1 : 1));
}
