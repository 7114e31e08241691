import type { Chance } from '../seeded.ts';
import type { Repository } from '../stand/stand.ts';

/** A plan file; what is not named here is only for the product. */
export type PlanText = {
  readonly [field: string]: unknown;
  readonly plan: string;
  readonly repo: Repository;
  readonly tasks: readonly { readonly id: string; readonly needs: readonly string[]; readonly run: string }[];
};

/** A few tasks of a fraction of a second, some of which need others, have gates, or fail at first. */
export function planOf(chance: Chance, plan: string, repo: Repository, marks: string): PlanText {
  const ids = Array.from({ length: chance.whole(2, 5) }, (_, index) => `t${index}`);
  return {
    ...{ plan, repo, title: plan, roles: { worker: { agent: 'shell' } } },
    gates: { whole: { kind: 'command', run: 'test -d .' }, lean: { kind: 'size', max: 50 } },
    defaults: { approvals: 0, maxAttempts: 20 },
    tasks: ids.map((id, index) => ({
      ...{ id, title: `${plan} ${id}`, role: 'worker', scope: [`${plan}/${id}/**`] },
      needs: ids.slice(0, index).filter(() => chance.happens(0.3)),
      gates: ['whole', 'lean'].filter(() => chance.happens(0.2)),
      run: workOf(chance, `${plan}/${id}`, `${marks}/${plan}.${id}`),
    })),
  };
}

/**
 * Leaves a new file in the workspace and then its path in `mark`, which is outside: whatever is named there was really
 * made and may never be lost. One in ten fails its first attempt with the file in place.
 */
function workOf(chance: Chance, dir: string, mark: string): string {
  const before = `mkdir -p ${dir} && f=$(mktemp ${dir}/mXXXXXXXX) && echo $HEADRACE_ATTEMPT > $f`;
  const told = `echo "$HEADRACE_ATTEMPT $f" >> ${mark}`;
  const pause = `sleep ${(chance.next() * 0.8).toFixed(2)}`;
  const failure = chance.happens(0.1) ? '; test $HEADRACE_FENCE -gt 1' : '';
  return `${before} && ${told} && ${pause}${failure}`;
}
