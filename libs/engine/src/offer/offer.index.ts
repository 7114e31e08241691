import type { RoleId, TaskId } from '@headrace/events';
import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from '../task/task.state.ts';
import { isReached } from './cap.ts';
import { drop, first, put } from './heap.ts';
import {
  forgo,
  hold,
  isPartOfSplit,
  leaveFamily,
  rejoinFamily,
  release,
  reserve,
  resourcesOf,
  type Resource,
} from './holding.ts';
import { isTaken, obstacleBefore } from './obstacle.ts';
import {
  bestInGroup,
  createDemand,
  createGroup,
  createLane,
  type Demand,
  type Group,
  type Lane,
  type Offers,
} from './offer.state.ts';

/** Puts a task into the index, takes it out, or moves it, as its state now demands. O(log n). */
export function reoffer(offers: Offers, plan: PlanState, task: TaskState): void {
  const isOffered = task.life.status === 'ready' && task.held === null;
  const group = offers.entries.get(task);
  if (!isOffered) return withdraw(offers, task);
  if (!group) return enter(offers, plan, task, likeliestResource(offers, plan, task));
  put(group.tasks, task);
  settleGroup(offers, group);
}

export function withdraw(offers: Offers, task: TaskState): void {
  const group = offers.entries.get(task);
  if (!group) return;
  offers.entries.delete(task);
  drop(group.tasks, task);
  settleGroup(offers, group);
}

/** The effect of a claim on the index: it takes what the task needs, and counts against its role. */
export function take(offers: Offers, plan: PlanState, task: TaskState): void {
  withdraw(offers, task);
  settleResources(offers, hold(offers.holdings, plan, task));
  countAtWork(offers, plan, task.role, 1);
}

/** An attempt is no longer at work; its task keeps what it holds. */
export function stopWork(offers: Offers, plan: PlanState, role: RoleId): void {
  countAtWork(offers, plan, role, -1);
}

/** A task is over: what it had is free, and its family may be complete. */
export function giveBack(offers: Offers, task: TaskState): void {
  withdraw(offers, task);
  settleResources(offers, release(offers.holdings, task));
  settleResources(offers, leaveFamily(offers.holdings, task));
}

/** Nobody works on a task that waits, or whose paths change: what it had is free until its next claim. */
export function letGo(offers: Offers, task: TaskState): void {
  settleResources(offers, release(offers.holdings, task));
}

/** Undoes `take`. `had`: it held what it needs already before it. */
export function putBack(offers: Offers, plan: PlanState, task: TaskState, had: boolean): void {
  if (!had) settleResources(offers, release(offers.holdings, task));
  countAtWork(offers, plan, task.role, -1);
  reoffer(offers, plan, task);
}

/** What a split task had is kept for its parts: what it would take now, where an edit gave it other paths since its claim. */
export function handOn(offers: Offers, plan: PlanState, task: TaskState, parts: readonly TaskState[]): void {
  withdraw(offers, task);
  settleResources(offers, hold(offers.holdings, plan, task));
  settleResources(offers, reserve(offers.holdings, task, parts));
  const waiting = parts.find((part) => waitsOutside(plan, part, parts));
  if (waiting) settleResources(offers, forgo(offers.holdings, waiting));
}

/** For none of the others, and for what is not over. */
function waitsOutside(
  { tasks }: PlanState,
  { needs, after }: TaskState,
  family: readonly TaskState[],
): boolean {
  const isOutside = (id: TaskId) => !family.some(({ taskId }) => taskId === id);
  return (
    needs.some((id) => isOutside(id) && tasks.get(id)?.life.status !== 'done') ||
    after.some((id) => isOutside(id) && !tasks.get(id)?.hasBeenOver)
  );
}

/** A part of a split is tried again. */
export function takeUpAgain(offers: Offers, task: TaskState): void {
  settleResources(offers, rejoinFamily(offers.holdings, task));
}

/** To be called when a plan was paused or resumed, or has ended. */
export function settlePlan(offers: Offers, plan: PlanState): void {
  for (const lane of offers.lanes.get(plan.planId)?.values() ?? []) settleLane(lane);
}

/** The best claimable task with these demands. Whatever comes up with something in its way is put behind that, once. */
export function bestOf(offers: Offers, demand: Demand): TaskState | undefined {
  for (;;) {
    const lane = first(demand.lanes);
    const group = lane && first(lane.groups);
    const task = group && bestInGroup(group);
    if (!task) return undefined;
    const resource = obstacleOf(offers, lane.plan, task);
    if (resource === null) return task;
    putBehind(offers, lane.plan, task, resource);
  }
}

export const obstacleOf = (offers: Offers, plan: PlanState, task: TaskState): Resource | null =>
  obstacleBefore(offers.holdings, plan, task)?.resource ?? null;

export function putBehind(offers: Offers, plan: PlanState, task: TaskState, resource: Resource): void {
  withdraw(offers, task);
  enter(offers, plan, task, resource);
}

/** The resource on which a task will probably have to wait, so that it waits together with others. */
function likeliestResource(offers: Offers, plan: PlanState, task: TaskState): Resource | null {
  if (offers.holdings.byTask.has(task) || isPartOfSplit(offers.holdings, task)) return null;
  const size = (resource: Resource): number => offers.groups.get(resource)?.size ?? 0;
  const resources = resourcesOf(plan, task);
  return resources.reduce<Resource | null>((a, b) => (a !== null && size(a) >= size(b) ? a : b), null);
}

function enter(offers: Offers, plan: PlanState, task: TaskState, resource: Resource | null): void {
  const group = groupFor(offers, laneFor(offers, plan, task), task, resource);
  offers.entries.set(task, group);
  put(group.tasks, task);
  settleGroup(offers, group);
}

function laneFor(offers: Offers, plan: PlanState, task: TaskState): Lane {
  const key = JSON.stringify([task.role, task.agent, [...task.labels].sort(), [...task.away].sort()]);
  const lanes = offers.lanes.get(plan.planId) ?? new Map<string, Lane>();
  const existing = lanes.get(key);
  if (existing) return existing;
  const demand = offers.demands.get(key) ?? createDemand(key, task);
  const lane = createLane(demand, plan);
  demand.size++;
  offers.demands.set(key, demand);
  offers.lanes.set(plan.planId, lanes.set(key, lane));
  return lane;
}

function groupFor(offers: Offers, lane: Lane, task: TaskState, resource: Resource | null): Group {
  const isPart = isPartOfSplit(offers.holdings, task);
  const key = `${isPart ? 'part' : 'whole'} ${resource}`;
  const existing = lane.members.get(key);
  if (existing) return existing;
  const group = createGroup(lane, key, resource, isPart);
  lane.members.set(key, group);
  if (resource !== null) offers.groups.set(resource, (offers.groups.get(resource) ?? new Set()).add(group));
  return group;
}

function settleResources(offers: Offers, resources: readonly Resource[]): void {
  for (const resource of resources)
    for (const group of offers.groups.get(resource) ?? []) settleGroup(offers, group);
}

function settleGroup(offers: Offers, group: Group): void {
  const { lane, resource, isPart } = group;
  const isBehind = resource !== null && isTaken(offers.holdings, resource, isPart);
  if (isBehind || !bestInGroup(group)) drop(lane.groups, group);
  else put(lane.groups, group);
  settleLane(lane);
  if (!bestInGroup(group)) discardGroup(offers, group);
}

function settleLane(lane: Lane): void {
  if (isStopped(lane) || !first(lane.groups)) drop(lane.demand.lanes, lane);
  else put(lane.demand.lanes, lane);
}

const isStopped = ({ plan, demand }: Lane): boolean => isShut(plan, demand.role);

/** A paused plan or role offers nothing, nor does one of which enough attempts are at work. */
export const isShut = (plan: PlanState, role: RoleId): boolean =>
  plan.status !== 'running' ||
  plan.pausedRoles.has(role) ||
  isReached(plan.cap, plan.working) ||
  isAtLimit(plan, role);

export const isAtLimit = (plan: PlanState, role: RoleId): boolean =>
  (plan.atWork.get(role) ?? 0) >= (plan.roles[role]?.maxParallel ?? Infinity);

function discardGroup(offers: Offers, { lane, key, resource }: Group): void {
  const { demand, plan, members } = lane;
  const group = members.get(key);
  members.delete(key);
  if (resource !== null && group) {
    const groups = offers.groups.get(resource);
    groups?.delete(group);
    if (groups?.size === 0) offers.groups.delete(resource);
  }
  if (members.size > 0) return;
  const lanes = offers.lanes.get(plan.planId);
  if (!lanes?.delete(demand.key)) return;
  if (lanes.size === 0) offers.lanes.delete(plan.planId);
  demand.size--;
  if (demand.size === 0) offers.demands.delete(demand.key);
}

function countAtWork(offers: Offers, plan: PlanState, role: RoleId, by: 1 | -1): void {
  const count = (plan.atWork.get(role) ?? 0) + by;
  if (count > 0) plan.atWork.set(role, count);
  else plan.atWork.delete(role); // what was taken for a moment leaves no trace
  plan.working += by;
  const isPlanCapped = plan.cap.maxParallel !== null;
  if (!isPlanCapped && plan.roles[role]?.maxParallel === undefined) return;
  for (const lane of offers.lanes.get(plan.planId)?.values() ?? [])
    if (isPlanCapped || lane.demand.role === role) settleLane(lane);
}
