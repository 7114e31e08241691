import type { GateId, Sha } from '@headrace/events';
import type { AttemptState } from './attempt.state.ts';

type Work = { readonly attempt: AttemptState };
type Objects = { readonly base?: Sha; readonly head?: Sha; readonly tree?: Sha };

/** The gates without a passed verdict on these objects in the latest round, by what the attempt was given. */
export const gatesMissing = ({ attempt }: Work, objects: Objects): readonly GateId[] =>
  [...attempt.gates].flatMap(([gate, { definition }]) => {
    const verdict = attempt.verdicts.get(gate);
    const holds = verdict?.verdict === 'passed' && verdict.definition === definition;
    const isMissing =
      !holds ||
      (['base', 'head', 'tree'] as const).some(
        (part) => objects[part] !== undefined && objects[part] !== verdict[part],
      );
    return isMissing ? [gate] : [];
  });

/** Whether there is a state of the work that every gate has passed. */
export function isProven(work: Work): boolean {
  const [any] = work.attempt.verdicts.values();
  const { base, head, tree } = any ?? {};
  return gatesMissing(work, any ? { base, head, tree } : {}).length === 0;
}
