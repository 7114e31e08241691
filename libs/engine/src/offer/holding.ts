import type { Ref, RepoId, TaskId } from '@headrace/events';
import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from '../task/task.state.ts';
import { emptyFolder, putInto, removeFrom, type Folder } from './folder.ts';
import { scopeItems, scopeKeys, type ScopeItem } from './scope.ts';

/**
 * Who has which paths and worktrees. A task takes them with its claim and has them until it is over; when it is split,
 * they stay reserved for its parts until the last of these is over.
 */
export type Holder = {
  /** Who claimed it; after a split, the whole that was split. */
  readonly task: TaskState;
  /** By repository and branch: paths of different branches do not collide. */
  readonly territory: string;
  readonly repoId: RepoId;
  readonly items: readonly ScopeItem[];
  readonly worktree: string | null;
  /** The claim that took it. */
  readonly taken: Ref;
  /** The reservation that this one lies within: a part of a split that was itself split. */
  readonly within: Holder | null;
  /** The parts that are not over, for a reservation. */
  parts: Set<TaskId> | null;
  /** Nothing is reserved: one of the parts waits for a task that may itself wait for the paths. */
  isForgone: boolean;
};

/** A path pattern of a branch, or a worktree of a repository: what exactly one task may have. */
export type Resource = string;

export type HeldItem = {
  readonly item: ScopeItem;
  readonly resource: Resource;
  readonly holders: ReadonlySet<Holder>;
};

export type Holdings = {
  /** Held patterns, by repository and branch. */
  readonly territories: Map<string, Folder<HeldItem>>;
  readonly holders: Map<Resource, Set<Holder>>;
  readonly byTask: Map<TaskState, Holder>;
  /** The reservation that a part of a split belongs to. */
  readonly families: Map<TaskState, Holder>;
};

export const createHoldings = (): Holdings => ({
  territories: new Map(),
  holders: new Map(),
  byTask: new Map(),
  families: new Map(),
});

export const territoryOf = ({ repoId, target }: PlanState): string => `${repoId} ${target}`;

const pathResource = (territory: string, key: string): Resource => `path ${territory} ${key}`;
export const worktreeResource = (repoId: RepoId, worktree: string): Resource =>
  `worktree ${repoId} ${worktree}`;

/** A task that makes no change holds no paths. */
export const itemsOf = (task: TaskState): readonly ScopeItem[] =>
  task.change === 'none' ? [] : scopeItems(task.scope);

/** What a task would take, the broadest first. */
export function resourcesOf(plan: PlanState, task: TaskState): readonly Resource[] {
  const keys = task.change === 'none' ? [] : scopeKeys(task.scope);
  const paths = keys.map((key) => pathResource(territoryOf(plan), key));
  return task.worktree === null ? paths : [...paths, worktreeResource(plan.repoId, task.worktree)];
}

/** Takes a task's paths and worktree; answers what is newly held. A task that has them already takes nothing. */
export function hold(holdings: Holdings, plan: PlanState, task: TaskState): readonly Resource[] {
  if (holdings.byTask.has(task)) return [];
  const holder: Holder = {
    task,
    territory: territoryOf(plan),
    repoId: plan.repoId,
    items: itemsOf(task),
    worktree: task.worktree,
    taken: task.moved,
    within: holdings.families.get(task) ?? null,
    parts: null,
    isForgone: false,
  };
  holdings.byTask.set(task, holder);
  return resourcesHeldBy(holder).map((resource, i) => enter(holdings, holder, resource, holder.items[i]));
}

/** Gives back what a task has; answers what may be free now. */
export function release(holdings: Holdings, task: TaskState): readonly Resource[] {
  const holder = holdings.byTask.get(task);
  holdings.byTask.delete(task);
  return holder ? leave(holdings, holder) : [];
}

/** What a split task had is reserved for its parts, which may free it for parts of other splits. */
export function reserve(
  holdings: Holdings,
  task: TaskState,
  parts: readonly TaskState[],
): readonly Resource[] {
  const holder = holdings.byTask.get(task);
  if (!holder) return [];
  holdings.byTask.delete(task);
  holder.parts = new Set(parts.map(({ taskId }) => taskId));
  for (const part of parts) holdings.families.set(part, holder);
  return resourcesHeldBy(holder);
}

/** Gives up what is reserved for a part, for good; answers what may be free now. */
export function forgo(holdings: Holdings, part: TaskState): readonly Resource[] {
  const freed: Resource[] = [];
  for (let family = holdings.families.get(part) ?? null; family; family = family.within) {
    if (family.parts?.size) freed.push(...leave(holdings, family));
    family.parts = new Set();
    family.isForgone = true;
  }
  return freed;
}

/** A part is over; with the last one, what was reserved for it may be free. */
export function leaveFamily(holdings: Holdings, task: TaskState): readonly Resource[] {
  const family = holdings.families.get(task);
  return family ? dissolve(holdings, family, task.taskId) : [];
}

/** A person tries a part again: what was reserved for it is so again, and whoever has some of it keeps that until its end. */
export function rejoinFamily(holdings: Holdings, task: TaskState): readonly Resource[] {
  const family = holdings.families.get(task);
  return family ? revive(holdings, family, task.taskId) : [];
}

function revive(holdings: Holdings, family: Holder, member: TaskId): readonly Resource[] {
  if (family.isForgone) return [];
  const isGone = family.parts?.size === 0;
  family.parts?.add(member);
  if (!isGone) return [];
  const taken = resourcesHeldBy(family).map((resource, i) =>
    enter(holdings, family, resource, family.items[i]),
  );
  return family.within ? [...taken, ...revive(holdings, family.within, family.task.taskId)] : taken;
}

function dissolve(holdings: Holdings, family: Holder, member: TaskId): readonly Resource[] {
  if (!family.parts?.delete(member) || family.parts.size > 0) return [];
  const freed = leave(holdings, family);
  return family.within ? [...freed, ...dissolve(holdings, family.within, family.task.taskId)] : freed;
}

/** Of a plan that never goes on: nothing of it will ask again what was reserved for it. */
export const forgetFamily = (holdings: Holdings, task: TaskState): void =>
  void holdings.families.delete(task);

/** Puts one back that was saved; a reservation whose parts are all over holds nothing. */
export function restoreHolder(holdings: Holdings, holder: Holder): void {
  if (holder.parts?.size === 0) return;
  for (const [i, resource] of resourcesHeldBy(holder).entries())
    enter(holdings, holder, resource, holder.items[i]);
}

const resourcesHeldBy = (holder: Holder): readonly Resource[] => [
  ...holder.items.map(({ key }) => pathResource(holder.territory, key)),
  ...(holder.worktree === null ? [] : [worktreeResource(holder.repoId, holder.worktree)]),
];

function enter(
  holdings: Holdings,
  holder: Holder,
  resource: Resource,
  item: ScopeItem | undefined,
): Resource {
  const holders = holdings.holders.get(resource) ?? new Set();
  holdings.holders.set(resource, holders.add(holder));
  if (item) putInto(territory(holdings, holder), item.glob.prefix, item.key, { item, resource, holders });
  return resource;
}

function leave(holdings: Holdings, holder: Holder): readonly Resource[] {
  const resources = resourcesHeldBy(holder);
  for (const [i, resource] of resources.entries()) {
    const holders = holdings.holders.get(resource);
    holders?.delete(holder);
    if (holders?.size) continue;
    holdings.holders.delete(resource);
    const item = holder.items[i];
    if (item) removeFrom(territory(holdings, holder), item.glob.prefix, item.key);
  }
  return resources;
}

export const isPartOfSplit = (holdings: Holdings, task: TaskState): boolean => holdings.families.has(task);

function territory(holdings: Holdings, holder: Holder): Folder<HeldItem> {
  const folder = holdings.territories.get(holder.territory) ?? emptyFolder<HeldItem>();
  holdings.territories.set(holder.territory, folder);
  return folder;
}
