import { msBetween, type Instant } from '../instant.ts';
import type { ChangeId, TaskId } from '../ids.ts';
import type { TaskState, TaskView } from './task.view.ts';

/** What became of a task that others took the place of, told through them. */
export type RollUp = {
  /** Done when all of them are; else what the one is that is furthest from it. */
  readonly state: TaskState;
  readonly counts: Readonly<Partial<Record<TaskState, number>>>;
  /** Of all changes that were opened. */
  readonly lines: number;
  /** From the first claim of each to its end, added up; those at work do not count yet. */
  readonly workedMs: number;
  readonly changes: readonly ChangeId[];
  readonly finishedAt: Instant | null;
  /** Those that took its place in the end: where one of them was divided too, its own. */
  readonly leaves: readonly TaskId[];
};

/** From the one that says most about the whole to the one that says least. */
const order: readonly TaskState[] = [
  'failed',
  'running',
  'verifying',
  'claimed',
  'merging',
  'reviewing',
  'ready',
  'blocked',
  'done',
  'cancelled',
];

/** `family`: at least the task's parts, and theirs, however deep. null: nothing took its place. */
export function rollUpOf(task: TaskView, family: Iterable<TaskView>): RollUp | null {
  if (task.splitInto === null) return null;
  const byId = new Map([...family].map((member) => [member.taskId, member]));
  const leaves = leavesOf(task, byId).filter(({ removedAt }) => removedAt === null);
  const states = new Set(leaves.map(({ state }) => state));
  const state = order.find((one) => states.has(one)) ?? 'cancelled';
  const counts: Partial<Record<TaskState, number>> = {};
  for (const leaf of leaves) counts[leaf.state] = (counts[leaf.state] ?? 0) + 1;
  const isOver = state === 'done' || state === 'failed' || state === 'cancelled';
  const ends = leaves.flatMap(({ finishedAt }) => finishedAt ?? []).sort();
  return {
    state,
    counts,
    lines: leaves.reduce((sum, { lines }) => sum + (lines ?? 0), 0),
    workedMs: leaves.reduce((sum, leaf) => sum + workedMs(leaf), 0),
    changes: leaves.flatMap(({ changeId }) => changeId ?? []),
    finishedAt: isOver ? (ends.at(-1) ?? null) : null,
    leaves: leaves.map(({ taskId }) => taskId),
  };
}

const leavesOf = (task: TaskView, byId: ReadonlyMap<TaskId, TaskView>): readonly TaskView[] =>
  task.splitInto === null
    ? [task]
    : task.splitInto.flatMap((id) => {
        const part = byId.get(id);
        return part ? leavesOf(part, byId) : [];
      });

const workedMs = ({ claimedAt, finishedAt }: TaskView): number =>
  claimedAt && finishedAt && finishedAt > claimedAt ? msBetween(claimedAt, finishedAt) : 0;
