import { dependantsOf, epochMs, taskKey, type TaskId, type TaskKey, type TaskView } from '@headrace/events';
import { isInPlan, isOver } from '../task/task.words.ts';

/** How an edge shows itself: water has passed, is about to, has not, or is held up by a failure. */
export type EdgeKind = 'met' | 'soon' | 'unmet' | 'held';

export type Edge = {
  readonly from: TaskKey;
  readonly to: TaskKey;
  readonly kind: EdgeKind;
  readonly isCritical: boolean;
};

export const edgeId = ({ from, to }: Pick<Edge, 'from' | 'to'>): string => `${from} ${to}`;

export type PlanGraph = {
  /** In the order of their ordinals; neither what an edit removed nor the heads of splits are among them, their parts are. */
  readonly tasks: readonly TaskView[];
  readonly byKey: ReadonlyMap<TaskKey, TaskView>;
  readonly edges: readonly Edge[];
  readonly dependants: ReadonlyMap<TaskKey, readonly TaskView[]>;
  /** From its first task to its last. */
  readonly critical: readonly TaskKey[];
  /** Minutes that its unfinished tasks take by their estimates; null where one has none. */
  readonly minutesLeft: number | null;
};

/** Below this many tasks the edges that a longer way implies are left out; above it finding them takes too long. */
const REDUCED_UP_TO = 3000;

export function graphOf(all: readonly TaskView[]): PlanGraph {
  const shown = all.filter(isInPlan);
  const tasks = shown.sort((a, b) => a.ordinal - b.ordinal);
  const byKey = new Map(tasks.map((task) => [task.key, task]));
  const dependants = dependantsOf(tasks);
  const critical = criticalPath(tasks, byKey, dependants);
  return {
    tasks,
    byKey,
    dependants,
    critical,
    edges: edgesOf(tasks, byKey, critical),
    minutesLeft: minutesLeft(critical, byKey),
  };
}

export const needsOf = (task: TaskView): readonly TaskKey[] =>
  [...new Set([...task.needs, ...task.after])].map((need) => taskKey(task.planId, need));

/** The needs that keep it waiting. `after` is content with any end. */
export function missingNeeds(task: TaskView, byKey: ReadonlyMap<TaskKey, TaskView>): readonly TaskId[] {
  const isMissing = (need: TaskId, isMet: (task: TaskView) => boolean) => {
    const needed = byKey.get(taskKey(task.planId, need));
    return needed !== undefined && !isMet(needed);
  };
  return [
    ...task.needs.filter((need) => isMissing(need, ({ state }) => state === 'done')),
    ...task.after.filter((need) => isMissing(need, ({ state }) => isOver(state))),
  ];
}

function edgesOf(
  tasks: readonly TaskView[],
  byKey: ReadonlyMap<TaskKey, TaskView>,
  critical: readonly TaskKey[],
): readonly Edge[] {
  const steps = new Map(critical.map((key, place) => [key, critical[place + 1]]));
  const implied = tasks.length <= REDUCED_UP_TO ? impliedNeeds(tasks, byKey) : null;
  return tasks.flatMap((task) =>
    needsOf(task)
      .filter((need) => byKey.has(need) && !implied?.has(`${need} ${task.key}`))
      .map((need) => ({
        from: need,
        to: task.key,
        kind: kindOf(byKey.get(need)!, task),
        isCritical: steps.get(need) === task.key,
      })),
  );
}

function kindOf(need: TaskView, task: TaskView): EdgeKind {
  if (need.state === 'done') return 'met';
  const isContent = !task.needs.includes(need.taskId); // `after` is met by any end
  if (need.state === 'failed' || need.state === 'cancelled') return isContent ? 'met' : 'held';
  return need.state === 'merging' ? 'soon' : 'unmet';
}

/** Pairs `need task` where the task also waits for another task that waits for this need. */
function impliedNeeds(
  tasks: readonly TaskView[],
  byKey: ReadonlyMap<TaskKey, TaskView>,
): ReadonlySet<string> {
  const before = new Map<TaskKey, ReadonlySet<TaskKey>>();
  const implied = new Set<string>();
  for (const key of inOrder(tasks, byKey)) {
    const needs = needsOf(byKey.get(key)!).filter((need) => byKey.has(need));
    const far = new Set<TaskKey>();
    for (const need of needs) for (const other of before.get(need) ?? []) far.add(other);
    for (const need of needs) if (far.has(need)) implied.add(`${need} ${key}`);
    for (const need of needs) far.add(need);
    before.set(key, far);
  }
  return implied;
}

/** Every task after all that it waits for; a plan has no cycles, and one that had some would lose those tasks here. */
export function inOrder(
  tasks: readonly TaskView[],
  byKey: ReadonlyMap<TaskKey, TaskView>,
): readonly TaskKey[] {
  const open = new Map(
    tasks.map((task) => [task.key, needsOf(task).filter((need) => byKey.has(need)).length]),
  );
  const dependants = dependantsOf(tasks);
  const order = tasks.filter(({ key }) => open.get(key) === 0).map(({ key }) => key);
  for (const key of order)
    for (const next of dependants.get(key) ?? []) {
      const left = (open.get(next.key) ?? 0) - 1;
      open.set(next.key, left);
      if (left === 0) order.push(next.key);
    }
  return order;
}

/** The weight of one task on the path, as the offer order has it: its estimate, else 1. */
const weightOf = (task: TaskView): number => task.estimateMinutes ?? 1;

/**
 * The longest way through what is left, led back through the needs that were met last to where it began. So the path
 * shows how far the water has come, and what holds the end.
 */
function criticalPath(
  tasks: readonly TaskView[],
  byKey: ReadonlyMap<TaskKey, TaskView>,
  dependants: ReadonlyMap<TaskKey, readonly TaskView[]>,
): readonly TaskKey[] {
  const left = new Map<TaskKey, number>();
  const onward = (task: TaskView) => (dependants.get(task.key) ?? []).filter((next) => isOpen(next));
  for (const key of inOrder(tasks, byKey).toReversed()) {
    const task = byKey.get(key)!;
    const rest = Math.max(0, ...onward(task).map((next) => left.get(next.key) ?? 0));
    left.set(key, (isOpen(task) ? weightOf(task) : 0) + rest);
  }
  const far = (task: TaskView) => left.get(task.key) ?? 0;
  const front = tasks.filter((task) => isOpen(task) && openNeeds(task, byKey).length === 0);
  const first = best(front, far) ?? best(tasks.filter(isDone), finishedMs);
  if (!first) return [];
  return [...upstream(first, byKey), ...downstream(first, onward, far)].map(({ key }) => key);
}

const isDone = ({ state }: TaskView): boolean => state === 'done';
const isOpen = ({ state }: TaskView): boolean => !isOver(state) || state === 'failed';
const finishedMs = (task: TaskView): number => (task.finishedAt ? epochMs(task.finishedAt) : 0);

const openNeeds = (task: TaskView, byKey: ReadonlyMap<TaskKey, TaskView>): readonly TaskView[] =>
  needsOf(task)
    .flatMap((need) => byKey.get(need) ?? [])
    .filter(isOpen);

/** The first of the greatest. */
const best = (tasks: readonly TaskView[], value: (task: TaskView) => number): TaskView | null =>
  tasks.reduce<TaskView | null>((top, task) => (top === null || value(task) > value(top) ? task : top), null);

function upstream(task: TaskView, byKey: ReadonlyMap<TaskKey, TaskView>): readonly TaskView[] {
  const path: TaskView[] = [];
  for (let at: TaskView | null = task; at !== null;) {
    const met: TaskView[] = needsOf(at).flatMap((need) => byKey.get(need) ?? []);
    at = best(met.filter(isDone), finishedMs);
    if (at) path.unshift(at);
  }
  return path;
}

function downstream(
  task: TaskView,
  onward: (task: TaskView) => readonly TaskView[],
  far: (task: TaskView) => number,
): readonly TaskView[] {
  const path = [task];
  for (let at: TaskView | null = task; at !== null;) {
    at = best(onward(at), far);
    if (at) path.push(at);
  }
  return path;
}

function minutesLeft(critical: readonly TaskKey[], byKey: ReadonlyMap<TaskKey, TaskView>): number | null {
  const open = critical.map((key) => byKey.get(key)!).filter(isOpen);
  if (open.length === 0 || open.some(({ estimateMinutes }) => estimateMinutes === null)) return null;
  return open.reduce((sum, task) => sum + weightOf(task), 0);
}
