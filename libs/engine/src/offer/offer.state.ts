import type { AgentName, PlanId, RoleId, RunnerId } from '@headrace/events';
import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from '../task/task.state.ts';
import { createHeap, first, type Heap } from './heap.ts';
import { createHoldings, type Holdings, type Resource } from './holding.ts';
import { isOfferedBefore } from './order.ts';

/**
 * The offer index. Ready tasks that nobody holds back lie in heaps within heaps, so that one step takes out everything
 * that one cause stops: a lane when its plan is paused or its role is at its limit, a group when its resource is taken.
 *
 * A task is in a group whose resource overlaps its own; in which of the possible ones is found out when it comes up and
 * something is in its way. That placement is a cache: it never changes which task is offered next.
 */
export type Offers = {
  readonly demands: Map<string, Demand>;
  readonly lanes: Map<PlanId, Map<string, Lane>>;
  readonly groups: Map<Resource, Set<Group>>;
  readonly entries: Map<TaskState, Group>;
  readonly holdings: Holdings;
};

/** What a runner must have. */
export type Demand = {
  readonly key: string;
  readonly role: RoleId;
  readonly agent: AgentName;
  readonly labels: readonly string[];
  /** Runners that do not get it. */
  readonly away: readonly RunnerId[];
  readonly lanes: Heap<Lane>;
  /** Lanes that exist, those that are stopped included. */
  size: number;
};

export type Lane = {
  readonly demand: Demand;
  readonly plan: PlanState;
  readonly groups: Heap<Group>;
  readonly members: Map<string, Group>;
};

export type Group = {
  readonly lane: Lane;
  readonly key: string;
  readonly resource: Resource | null;
  /** Its tasks are parts of splits: reservations do not hold them back. */
  readonly isPart: boolean;
  readonly tasks: Heap<TaskState>;
};

export const createOffers = (): Offers => ({
  demands: new Map(),
  lanes: new Map(),
  groups: new Map(),
  entries: new Map(),
  holdings: createHoldings(),
});

export const createDemand = (key: string, { role, agent, labels, away }: TaskState): Demand => ({
  key,
  role,
  agent,
  labels,
  away,
  lanes: createHeap(isEarlier(bestInLane)),
  size: 0,
});

export const createLane = (demand: Demand, plan: PlanState): Lane => ({
  demand,
  plan,
  groups: createHeap(isEarlier(bestInGroup)),
  members: new Map(),
});

export const createGroup = (lane: Lane, key: string, resource: Resource | null, isPart: boolean): Group => ({
  lane,
  key,
  resource,
  isPart,
  tasks: createHeap(isOfferedBefore),
});

export const bestInGroup = (group: Group): TaskState | undefined => first(group.tasks);

export function bestInLane(lane: Lane): TaskState | undefined {
  const group = first(lane.groups);
  return group && bestInGroup(group);
}

const isEarlier =
  <T>(bestOf: (member: T) => TaskState | undefined) =>
  (a: T, b: T): boolean => {
    const [left, right] = [bestOf(a), bestOf(b)];
    return left !== undefined && (right === undefined || isOfferedBefore(left, right));
  };
