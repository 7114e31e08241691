import { GLOBSTAR, tokensOf, type Glob, type Segment, type Token } from './glob.ts';

/**
 * A glob as a machine that reads a path character by character. A state says where in the pattern it stands: before a
 * segment, in the middle of one, or in one that `**` takes whole. An empty set of states matches nothing any more.
 */
export type Machine = {
  readonly start: States;
  read(states: States, code: number): States;
  isMatch(states: States): boolean;
};

/** Sorted, each once, so that equal sets are equal as text. */
export type States = readonly number[];

export const SLASH = 47;

type Place = { readonly path: readonly Segment[]; readonly segment: number; readonly token: number };

/** Before the segment's first character; inside one that `**` takes. Else: tokens that have matched. */
const BEFORE = -2;
const WITHIN = -1;

export function machineOf({ alternatives }: Pick<Glob, 'alternatives'>): Machine {
  const places: Place[] = [];
  const known = new Map<string, number>();
  const numberOf = (path: readonly Segment[], segment: number, token: number): number => {
    const key = `${alternatives.indexOf(path)} ${segment} ${token}`;
    const number = known.get(key) ?? places.push({ path, segment, token }) - 1;
    known.set(key, number);
    return number;
  };
  const statesOf = (found: readonly Place[]): States =>
    [...new Set(found.map(({ path, segment, token }) => numberOf(path, segment, token)))].sort(
      (a, b) => a - b,
    );
  const placesOf = (states: States) => states.flatMap((state) => places[state] ?? []);
  return {
    start: statesOf(alternatives.flatMap((path) => before(path, 0))),
    read: (states, code) => statesOf(placesOf(states).flatMap((place) => step(place, code))),
    isMatch: (states) => placesOf(states).some(isEnd),
  };
}

/** `**` may take no segment at all. */
const before = (path: readonly Segment[], segment: number): readonly Place[] => [
  { path, segment, token: BEFORE },
  ...(path[segment] === GLOBSTAR ? before(path, segment + 1) : []),
];

/** `*` may take no character at all. */
function inside(path: readonly Segment[], segment: number, token: number): readonly Place[] {
  const next = tokenAt(path, segment, token)?.kind === 'many' ? inside(path, segment, token + 1) : [];
  return [{ path, segment, token }, ...next];
}

const tokenAt = (path: readonly Segment[], segment: number, token: number): Token | undefined =>
  tokensOf(path[segment] ?? '')[token];

function step(place: Place, code: number): readonly Place[] {
  const { path, segment, token } = place;
  if (path[segment] === undefined) return [];
  if (code === SLASH) return slash(place);
  if (path[segment] === GLOBSTAR) return [{ path, segment, token: WITHIN }];
  if (token === BEFORE) return inside(path, segment, 0).flatMap((first) => step(first, code));
  const wanted = tokenAt(path, segment, token);
  if (wanted?.kind === 'many') return inside(path, segment, token);
  return wanted && takes(wanted, code) ? inside(path, segment, token + 1) : [];
}

function slash({ path, segment, token }: Place): readonly Place[] {
  if (token === WITHIN) return before(path, segment);
  const isWhole = token !== BEFORE && tokenAt(path, segment, token) === undefined;
  return isWhole ? before(path, segment + 1) : [];
}

const takes = (token: Token, code: number): boolean =>
  token.kind !== 'set' || token.ranges.some(([low, high]) => low <= code && code <= high);

/** The path may end here: its last segment is whole, and nothing but `**` is left of the pattern. */
function isEnd({ path, segment, token }: Place): boolean {
  const isWhole = token === WITHIN || (token >= 0 && tokenAt(path, segment, token) === undefined);
  return isWhole && path.slice(segment + 1).every((rest) => rest === GLOBSTAR);
}

/** One character of each kind that these globs tell apart, the slash apart. */
export function alphabetOf(globs: readonly Pick<Glob, 'alternatives'>[]): readonly number[] {
  const tokens = globs.flatMap(({ alternatives }) =>
    alternatives.flatMap((path) =>
      path.flatMap((segment) => (segment === GLOBSTAR ? [] : tokensOf(segment))),
    ),
  );
  const ranges = tokens.flatMap((token) => (token.kind === 'set' ? token.ranges : []));
  const starts = new Set([0, SLASH + 1, ...ranges.flatMap(([low, high]) => [low, high + 1])]);
  starts.delete(SLASH);
  return [...starts].sort((a, b) => b - a);
}
