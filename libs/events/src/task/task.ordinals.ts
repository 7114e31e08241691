import { z } from 'zod';
import type { TaskId } from '../ids.ts';

/** Many tasks of one plan by their ordinals, rising: `0-4095,5000,5002-5003`. A plan of 100,000 needs at most 300 KB. */
export const Ordinals = z.string().regex(/^\d+(-\d+)?(,\d+(-\d+)?)*$/);
export type Ordinals = z.infer<typeof Ordinals>;

/** An event names up to so many tasks by their ids. */
export const MOST_NAMED = 256;

type Member = { readonly taskId: TaskId; readonly ordinal: number };

/** How a set-valued event says which tasks it is about. */
export function saying(tasks: readonly Member[]): { taskIds: TaskId[]; ordinals?: Ordinals } {
  if (tasks.length <= MOST_NAMED) return { taskIds: tasks.map(({ taskId }) => taskId) };
  return { taskIds: [], ordinals: ordinalsOf(tasks.map(({ ordinal }) => ordinal)) };
}

/** In any order, each once. */
export function ordinalsOf(numbers: readonly number[]): Ordinals {
  const ranges: string[] = [];
  const rising = Float64Array.from(numbers).sort();
  for (let i = 0; i < rising.length;) {
    const first = rising[i]!;
    let last = first;
    for (i++; rising[i] === last + 1; i++) last++;
    ranges.push(first === last ? `${first}` : `${first}-${last}`);
  }
  return ranges.join(',');
}

/** The ends of each range, both included. */
export const rangesIn = (ordinals: Ordinals): readonly (readonly [number, number])[] =>
  ordinals.split(',').map((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return [first!, last!];
  });

export function* numbersIn(ordinals: Ordinals): Generator<number, void, undefined> {
  for (const [first, last] of rangesIn(ordinals)) for (let n = first; n <= last; n++) yield n;
}

export const countIn = (ordinals: Ordinals): number =>
  rangesIn(ordinals).reduce((sum, [first, last]) => sum + last - first + 1, 0);
