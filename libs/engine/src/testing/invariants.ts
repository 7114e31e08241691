import { taskKey, tasksOf, type Recorded, type TaskKey } from '@headrace/events';
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
  for (const plan of state.plans.values()) {
    for (const task of plan.tasks.values()) {
      expectReadiness(plan, task, ended);
      expectPath(plan, task);
    }
    expectCounts(plan);
    expectWayOn(state, plan);
  }
  expectExclusive(state, holdersIn(state, log));
}

function expectReadiness(plan: PlanState, task: TaskState, ended: ReadonlySet<TaskKey>): void {
  const lacking =
    task.needs.filter((id) => plan.tasks.get(id)?.life.status !== 'done').length +
    task.after.filter((id) => !ended.has(taskKey(plan.planId, id))).length;
  const isOpen = task.phaseId === null || plan.phases.get(task.phaseId)!.isOpen;
  const name = `${task.taskId} with ${lacking} missing in an ${isOpen ? 'open' : 'unopened'} phase`;
  if (task.life.status === 'ready') ensure(isOpen, 'ready', name);
  if (task.life.status !== 'blocked' && !isOver(task)) ensure(lacking === 0, task.life.status, name);
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

function expectCounts(plan: PlanState): void {
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
    const atWork = tasks.filter((task) => task.role === role && task.life.status === 'working').length;
    ensure(atWork <= (maxParallel ?? Infinity), role, atWork);
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
  life.status === 'done' || life.status === 'cancelled';

const everOver = (log: readonly Recorded[]): ReadonlySet<TaskKey> =>
  new Set(log.flatMap(({ event }) => (isEnd(event.type) ? tasksOf(event) : [])));

const isEnd = (type: string): boolean =>
  ['TaskDone', 'TaskFailed', 'TasksCancelled', 'TaskSplit'].includes(type);

/** The tasks that have their paths and worktrees: claimed, and not over since. */
function holding(log: readonly Recorded[]): ReadonlySet<TaskKey> {
  const keys = new Set<TaskKey>();
  for (const { event } of log) {
    if (event.type === 'TaskClaimed') keys.add(taskKey(event.planId, event.taskId));
    if (isEnd(event.type)) for (const key of tasksOf(event)) keys.delete(key);
  }
  return keys;
}

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
const reservations = (plan: PlanState): readonly TaskState[] =>
  [...plan.tasks.values()].filter((task) =>
    task.splitInto?.some((id) => !isOver(plan.tasks.get(id)!) || hasOpenParts(plan, plan.tasks.get(id)!)),
  );

const hasOpenParts = (plan: PlanState, task: TaskState): boolean =>
  task.splitInto?.some((id) => !isOver(plan.tasks.get(id)!) || hasOpenParts(plan, plan.tasks.get(id)!)) ??
  false;

/** The tasks that a runner could get now, in the order of the offers. */
export function claimable({ state, log }: Pick<Story, 'state' | 'log'>, offer: Offer | null): TaskState[] {
  if (state.stopped || state.attempts.size >= (state.cap.maxParallel ?? Infinity)) return [];
  const plans = [...state.plans.values()];
  const holders = holdersIn(state, log);
  const reserved = plans.flatMap((plan) => reservations(plan).map((task) => ({ plan, task })));
  const isFree = (task: TaskState): boolean =>
    holders.some((holder) => holder.task === task) ||
    [...holders, ...(task.origin.kind === 'split' ? [] : reserved)].every(
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
