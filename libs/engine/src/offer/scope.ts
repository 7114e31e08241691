import { globsMeet, parseGlob, type Glob } from './glob.ts';
import { meetOutside } from './glob.outside.ts';

/** One pattern of a scope, less what the scope excludes after it. Equal keys mean equal items. */
export type ScopeItem = {
  readonly key: string;
  readonly glob: Glob;
  readonly pattern: string;
  readonly excluded: readonly string[];
};

export const WHOLE_REPOSITORY: readonly string[] = ['**'];

const parsed = new WeakMap<readonly string[], readonly ScopeItem[]>();

/** The items of a task's scope; an empty one is the whole repository. */
export function scopeItems(scope: readonly string[]): readonly ScopeItem[] {
  const known = parsed.get(scope);
  if (known) return known;
  const items = parts(scope).map(({ pattern, excluded }) => ({
    key: keyOf(pattern, excluded),
    glob: parseGlob(pattern),
    pattern,
    excluded,
  }));
  parsed.set(scope, items);
  return items;
}

/** The keys of `scopeItems`, the broadest patterns first, without the work of understanding them. */
export const scopeKeys = (scope: readonly string[]): readonly string[] =>
  parts(scope)
    .map(({ pattern, excluded }) => ({ key: keyOf(pattern, excluded), depth: plainFolders(pattern) }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ key }) => key);

const keyOf = (pattern: string, excluded: readonly string[]): string => [pattern, ...excluded].join(' !');

const plainFolders = (pattern: string): number => pattern.split(/[*?[{]/, 1)[0]?.split('/').length ?? 0;

type Part = { readonly pattern: string; readonly excluded: readonly string[] };

/** Each pattern with the exclusions that stand after it. */
function parts(scope: readonly string[]): readonly Part[] {
  const hasPattern = scope.some((pattern) => !isExclusion(pattern));
  const patterns = hasPattern ? scope : [...WHOLE_REPOSITORY, ...scope];
  return patterns.flatMap((pattern, i) =>
    isExclusion(pattern)
      ? []
      : [
          {
            pattern,
            excluded: patterns
              .slice(i)
              .filter(isExclusion)
              .map((text) => text.slice(1)),
          },
        ],
  );
}

const isExclusion = (pattern: string): boolean => pattern.startsWith('!');

/** Asked again and again about the same few pairs. */
const answers = new WeakMap<ScopeItem, WeakMap<ScopeItem, boolean>>();

/** Whether a path may lie in both. Exact, unless a pattern is too strange or the two too intricate: then it may. */
export function itemsOverlap(a: ScopeItem, b: ScopeItem): boolean {
  if (!globsMeet(a.glob, b.glob)) return false;
  if (a.excluded.length + b.excluded.length === 0) return true;
  const known = answers.get(a) ?? new WeakMap<ScopeItem, boolean>();
  const answer = known.get(b) ?? meetOutside([a.glob, b.glob], [...holesOf(a), ...holesOf(b)]);
  answers.set(a, known.set(b, answer));
  return answer;
}

/** An exclusion that is not understood excludes nothing. */
const holesOf = ({ excluded }: ScopeItem): readonly Glob[] =>
  excluded.map((pattern) => parseGlob(pattern)).filter(({ isExact }) => isExact);

export const scopesOverlap = (a: readonly string[], b: readonly string[]): boolean =>
  scopeItems(a).some((left) => scopeItems(b).some((right) => itemsOverlap(left, right)));

/** Whether every path of one scope is one of the other, too: "no" where that would take too long to find out. */
export const scopeLiesWithin = (inner: readonly string[], outer: readonly string[]): boolean =>
  scopeItems(inner).every((item) => itemLiesWithin(item, scopeItems(outer)));

/** An exclusion of the outer scope counts also where another pattern takes the path in again. */
function itemLiesWithin(item: ScopeItem, outer: readonly ScopeItem[]): boolean {
  const covers = outer.map(({ glob }) => glob).filter(({ isExact }) => isExact);
  const isBeyond = meetOutside([item.glob], [...holesOf(item), ...covers]);
  const holes = outer.flatMap(({ excluded }) => excluded.map((pattern) => parseGlob(pattern)));
  return !isBeyond && !holes.some((hole) => meetOutside([item.glob, hole], holesOf(item)));
}
