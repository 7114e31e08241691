import type { ActorPattern, OnExpiry } from '../change/review.rule.ts';
import type { ChangeView } from '../change/change.view.ts';
import { partsOf, taskKey, type ChangeId, type PlanId, type TaskId, type TaskKey } from '../ids.ts';
import { adviceFor, type Advice } from './inbox.advice.ts';
import type { Instant } from '../instant.ts';
import type { TaskView } from '../task/task.view.ts';

/** What everything says that nobody but a person (or a policy) can move. */
export type Waiting = {
  readonly title: string;
  readonly since: Instant;
  /** Of the record that says so. */
  readonly position: number;
  /** Until when; null: it waits for ever. */
  readonly deadline: Instant | null;
  /** What becomes of it then, or when nobody comes: `wait` for nothing but somebody. */
  readonly byDefault: OnExpiry | 'wait';
  /** Who may decide; empty: whoever may decide at all. */
  readonly from: readonly ActorPattern[];
  /** Only persons may, and not who submitted the plan or edited the task. */
  readonly fourEyes: boolean;
  /** Unfinished tasks that come after it, near and far, or that are in it; no more than MOST_HELD_BACK. */
  readonly holds: readonly TaskId[];
  /** What to do about it. */
  readonly hint: string;
  readonly allowed: Advice['allowed'];
};

export type WaitingTask = Waiting & {
  /** `review`: a change lacks an approval; `split`, `decomposition`: a proposal; `dead`: a failed task; `held`: held until somebody releases it. */
  readonly kind: 'review' | 'split' | 'decomposition' | 'dead' | 'held';
  readonly key: TaskKey;
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly changeId: ChangeId | null;
};

/** A list of more of them tells nobody anything. */
export const MOST_HELD_BACK = 200;

/** What of a task says whom it waits for. */
export type Dependant = Pick<TaskView, 'key' | 'planId' | 'taskId' | 'state' | 'needs' | 'after'>;

const isOver = ({ state }: Pick<TaskView, 'state'>): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled' || state === 'divided';

/**
 * The tasks that wait for a person, first what holds most back, then what has waited longest. `tasks` are whole plans; or only
 * those that may wait for somebody, where the host knows what each holds back.
 */
export function waitingOf(
  tasks: Iterable<TaskView>,
  changes: Iterable<ChangeView>,
  holdsOf?: Holds,
): readonly WaitingTask[] {
  const all = [...tasks];
  const byKey = new Map(all.map((task) => [task.key, task]));
  const holds = holdsOf ?? heldBackAmong(all);
  return [...reviews(changes, byKey, holds), ...all.flatMap((task) => itemOf(task, holds))].sort(
    (a, b) => b.holds.length - a.holds.length || (a.since < b.since ? -1 : 1),
  );
}

function heldBackAmong(tasks: readonly TaskView[]): Holds {
  const dependants = dependantsOf<Dependant>(tasks);
  return (task) => heldBackBy(task, dependants, MOST_HELD_BACK);
}

/** The unfinished tasks that wait for `task`, directly or through others, nearest first. */
export function heldBackBy(
  task: Dependant,
  dependants: ReadonlyMap<TaskKey, readonly Dependant[]>,
  most = Infinity,
): readonly TaskId[] {
  const seen = new Set<TaskId>();
  for (let near: readonly Dependant[] = [task]; near.length > 0 && seen.size < most;) {
    const next = near.flatMap(({ key }) => dependants.get(key) ?? []);
    near = next.filter((other) => !isOver(other) && !seen.has(other.taskId) && seen.add(other.taskId));
  }
  return most < seen.size ? [...seen].slice(0, most) : [...seen];
}

/** Who needs whom, the other way round; `after` counts too. */
export function dependantsOf<T extends Dependant>(tasks: readonly T[]): ReadonlyMap<TaskKey, readonly T[]> {
  const dependants = new Map<TaskKey, T[]>();
  for (const task of tasks)
    for (const need of new Set([...task.needs, ...task.after])) {
      const key = taskKey(task.planId, need);
      const known = dependants.get(key);
      if (known) known.push(task);
      else dependants.set(key, [task]);
    }
  return dependants;
}

type Holds = (task: TaskView) => readonly TaskId[];

function reviews(changes: Iterable<ChangeView>, tasks: ReadonlyMap<TaskKey, TaskView>, holds: Holds) {
  return [...changes].flatMap((change): WaitingTask[] => {
    const { planId, taskId } = partsOf(change.changeId);
    const task = tasks.get(taskKey(planId, taskId));
    if (!task || change.state !== 'reviewing' || task.changeId !== change.changeId) return [];
    const { changeId, position } = change;
    const { terms } = change;
    const asked = {
      deadline: terms?.expiresAt ?? null,
      byDefault: terms?.then ?? ('wait' as const),
      from: terms?.from ?? [],
      fourEyes: terms?.fourEyes ?? false,
    };
    return [{ ...itself(task, holds), ...asked, kind: 'review', changeId, since: task.since, position }];
  });
}

function itemOf(task: TaskView, holds: Holds): readonly WaitingTask[] {
  if (task.state === 'failed') return [{ ...itself(task, holds), kind: 'dead' }];
  if (isOver(task) || task.heldReason === null || task.heldUntil !== null) return [];
  return [
    { ...itself(task, holds), kind: task.split ? 'split' : task.decomposition ? 'decomposition' : 'held' },
  ];
}

const itself = (task: TaskView, holds: Holds) => {
  const { key, planId, taskId, title, changeId, since, position } = task;
  const asked = { deadline: null, byDefault: 'wait' as const, from: [], fourEyes: false };
  const place = { key, planId, taskId, title, changeId, since, position };
  return { ...place, ...asked, holds: holds(task), ...adviceFor(task) };
};
