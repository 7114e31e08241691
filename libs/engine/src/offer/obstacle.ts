import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from '../task/task.state.ts';
import { along } from './folder.ts';
import {
  isPartOfSplit,
  itemsOf,
  territoryOf,
  worktreeResource,
  type Holder,
  type Holdings,
  type Resource,
} from './holding.ts';
import { itemsOverlap, type ScopeItem } from './scope.ts';

/** Somebody who has something that a task needs. `name`: the worktree, or the pattern that overlaps the task's own. */
export type Obstacle = {
  readonly kind: 'worktree' | 'scope';
  readonly name: string;
  readonly resource: Resource;
  readonly holder: Holder;
};

/** Whoever is in a task's way, as they are found. One that has what it needs has nobody in its way. */
export function* obstacles(holdings: Holdings, plan: PlanState, task: TaskState): Generator<Obstacle> {
  if (holdings.byTask.has(task)) return;
  const isPart = isPartOfSplit(holdings, task);
  if (task.worktree !== null) {
    const resource = worktreeResource(plan.repoId, task.worktree);
    for (const holder of holdings.holders.get(resource) ?? [])
      if (standsInTheWay(holder, isPart)) yield { kind: 'worktree', name: task.worktree, resource, holder };
  }
  for (const item of itemsOf(task)) yield* overlapping(holdings, territoryOf(plan), item, isPart);
}

function* overlapping(
  holdings: Holdings,
  name: string,
  item: ScopeItem,
  isPart: boolean,
): Generator<Obstacle> {
  const territory = holdings.territories.get(name);
  if (!territory) return;
  for (const { item: held, resource, holders } of along(territory, item.glob.prefix))
    for (const holder of holders)
      if (standsInTheWay(holder, isPart) && itemsOverlap(item, held))
        yield { kind: 'scope', name: held.pattern, resource, holder };
}

/** The first that is found. */
export function obstacleBefore(holdings: Holdings, plan: PlanState, task: TaskState): Obstacle | null {
  for (const obstacle of obstacles(holdings, plan, task)) return obstacle;
  return null;
}

/** Whether somebody has `resource` who stands in the way of a task; `isPart`: of a split. */
export function isTaken(holdings: Holdings, resource: Resource, isPart: boolean): boolean {
  for (const holder of holdings.holders.get(resource) ?? []) if (standsInTheWay(holder, isPart)) return true;
  return false;
}

/**
 * Reservations hold back whoever is no part of a split. Parts look at what is really taken only: if they waited for one
 * another's reservations, two splits could wait for each other for ever.
 */
const standsInTheWay = (holder: Holder, isPart: boolean): boolean => holder.parts === null || !isPart;
