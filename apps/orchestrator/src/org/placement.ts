import { ProblemError } from '../http/problem.ts';

/** What is known of an org: the shard in its record, and the one whose log has commits of it. */
export type Traces = { readonly recorded: string | null; readonly logged: string | null };

/** An org lives where its record says; without one where its commits are; and without those where it is wanted first. */
export const homeOf = ({ recorded, logged }: Traces, wanted: string): string => recorded ?? logged ?? wanted;

export type Wish = Traces & { readonly org: string; readonly wanted: string; readonly isServed: boolean };

/** Why an org cannot be placed there. Null: it can be, or it lives there already. */
export function refusalOf({ org, wanted, isServed, ...traces }: Wish): ProblemError | null {
  const home = homeOf(traces, wanted);
  if (home !== wanted)
    return new ProblemError('ORG_ELSEWHERE', `${org} lives in ${home}`, { path: 'shard', expected: home });
  if (traces.recorded === null && !isServed)
    return new ProblemError('SHARD_NOT_SERVED', `Nobody writes ${wanted}`, { path: 'shard' });
  return null;
}
