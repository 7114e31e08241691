import { GLOBSTAR, type Glob, type Segment } from './glob.ts';
import { alphabetOf, machineOf, SLASH, type Machine, type States } from './glob.machine.ts';

/** Steps of the search that are worth an answer; counted, so that every host comes to the same one. */
const MOST_STEPS = 4000;

type Situation = { readonly inside: readonly States[]; readonly outside: readonly States[] };

/**
 * Whether some path lies in all of `globs` and in none of `holes`: exact, or "yes" where that would take too many steps.
 * All the globs read the same path, character by character; every combination of where they may stand is looked at once.
 */
export function meetOutside(globs: readonly Glob[], holes: readonly Glob[]): boolean {
  const [wanted, unwanted] = [globs.map(machineOf), holes.map(holeOf).map(machineOf)];
  const alphabet = [SLASH, ...alphabetOf([...globs, ...holes])];
  const seen = new Set<string>();
  const open: Situation[] = [{ inside: starts(wanted), outside: starts(unwanted) }];
  for (let steps = 0; ; steps++) {
    const { inside, outside } = open.pop() ?? {};
    if (!inside || !outside) return false;
    if (all(wanted, inside) && !any(unwanted, outside)) return true;
    if (steps > MOST_STEPS) return true;
    for (const code of alphabet) {
      const next = { inside: read(wanted, inside, code), outside: read(unwanted, outside, code) };
      const key = JSON.stringify([next.inside, next.outside]);
      if (seen.has(key) || next.inside.some((states) => states.length === 0)) continue;
      seen.add(key);
      open.push(next);
    }
  }
}

const starts = (machines: readonly Machine[]): readonly States[] => machines.map(({ start }) => start);

const read = (machines: readonly Machine[], at: readonly States[], code: number): readonly States[] =>
  machines.map((machine, i) => machine.read(at[i] ?? [], code));

const all = (machines: readonly Machine[], at: readonly States[]): boolean =>
  machines.every((machine, i) => machine.isMatch(at[i] ?? []));

const any = (machines: readonly Machine[], at: readonly States[]): boolean =>
  machines.some((machine, i) => machine.isMatch(at[i] ?? []));

const ANY_NAME: Segment = [{ kind: 'many' }];

/**
 * A folder's `/**` is the folder's own name too for whoever reads scopes, but not where the name is a pattern: a hole is
 * taken for no more than that.
 */
const holeOf = ({ alternatives }: Glob): Pick<Glob, 'alternatives'> => ({
  alternatives: alternatives.map((path) => {
    const isOpen = path.length > 1 && path.at(-1) === GLOBSTAR && typeof path.at(-2) !== 'string';
    return isOpen ? [...path.slice(0, -1), ANY_NAME, GLOBSTAR] : path;
  }),
});
