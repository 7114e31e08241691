import type { Place } from '@headrace/events';
import { ProblemError } from './problem.ts';

/** The position of a place that somebody names. Throws POSITION_ELSEWHERE for one of another shard. */
export function placeHere({ shard, position }: Place, here: string, path: string): number {
  if (shard === null || shard === here) return position;
  throw new ProblemError('POSITION_ELSEWHERE', `The org lives in ${here}, the position is of ${shard}`, {
    path,
    expected: `a position of ${here}`,
  });
}
