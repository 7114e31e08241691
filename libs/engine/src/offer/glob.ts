/**
 * Path patterns, as far as the engine has to understand them: whether two of them can match one path. The answer is exact
 * for `*`, `**`, `?`, `{a,b}` and `[a-z]`, and "yes" for whatever is stranger than that.
 */
export type Token =
  | { readonly kind: 'one' }
  | { readonly kind: 'many' }
  | { readonly kind: 'set'; readonly ranges: readonly Range[] };

/** Code points, both ends included. */
export type Range = readonly [number, number];

/** A path's segment, or `**`: any number of segments. A segment without wildcards is kept as text. */
export type Segment = string | readonly Token[] | typeof GLOBSTAR;

export const GLOBSTAR = Symbol('**');
const MANY: Token = { kind: 'many' };
const ONE: Token = { kind: 'one' };

/** One pattern, its braces expanded. */
export type Glob = {
  readonly alternatives: readonly (readonly Segment[])[];
  /** The folders, and the file where it is a plain path, that all its matches begin with. */
  readonly prefix: readonly string[];
  /** It matches nothing beyond what it says: nothing in it was too strange to be understood. */
  readonly isExact: boolean;
};

/** More alternatives than this are not told apart. */
const MAX_ALTERNATIVES = 64;

export function parseGlob(pattern: string): Glob {
  const alternatives = expandBraces(pattern).map(segmentsOf);
  const prefix = alternatives.map(literalPrefix).reduce(commonPrefix);
  return { alternatives, prefix, isExact: !isAnyStrange(pattern) };
}

export const globsMeet = (a: Glob, b: Glob): boolean =>
  a.alternatives.some((left) =>
    b.alternatives.some((right) => sequencesMeet(left, right, isGlobstar, segmentsMeet)),
  );

const isGlobstar = (segment: Segment): boolean => segment === GLOBSTAR;
const isMany = (token: Token): boolean => token.kind === 'many';

/** Whether two sequences with wildcards for any number of members have a sequence in common. */
function sequencesMeet<T>(
  left: readonly T[],
  right: readonly T[],
  isAnyNumber: (member: T) => boolean,
  membersMeet: (a: T, b: T) => boolean,
): boolean {
  const width = right.length + 1;
  const seen = new Set<number>();
  const open = [0];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const i = Math.floor(place / width);
    const j = place % width;
    const [a, b] = [left[i], right[j]];
    if (a === undefined && b === undefined) return true;
    if (a !== undefined && isAnyNumber(a)) open.push(place + width, ...(b === undefined ? [] : [place + 1]));
    else if (b !== undefined && isAnyNumber(b))
      open.push(place + 1, ...(a === undefined ? [] : [place + width]));
    else if (a !== undefined && b !== undefined && membersMeet(a, b)) open.push(place + width + 1);
  }
  return false;
}

function segmentsMeet(a: Segment, b: Segment): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  return sequencesMeet(tokensOf(a), tokensOf(b), isMany, tokensMeet);
}

export const tokensOf = (segment: Segment): readonly Token[] =>
  typeof segment === 'string' ? [...segment].map(charToken) : typeof segment === 'symbol' ? [MANY] : segment;

const codeOf = (char: string): number => char.codePointAt(0) ?? 0;

const charToken = (char: string): Token => ({ kind: 'set', ranges: [[codeOf(char), codeOf(char)]] });

function tokensMeet(a: Token, b: Token): boolean {
  if (a.kind !== 'set' || b.kind !== 'set') return true;
  return a.ranges.some(([low, high]) => b.ranges.some(([from, to]) => low <= to && from <= high));
}

function segmentsOf(path: string): readonly Segment[] {
  const segments: Segment[] = [];
  for (const text of path.split('/')) {
    if (isStrange(text)) return [...segments, GLOBSTAR];
    segments.push(text === '**' ? GLOBSTAR : segmentOf(text));
  }
  return segments;
}

/** `a**b` and `+(a|b)` mean different things to different programs: anything may follow. */
const isStrange = (text: string): boolean => (text !== '**' && text.includes('**')) || /[?*+@!]\(/.test(text);

/** Whatever above is taken for more than it may be. */
const isAnyStrange = (pattern: string): boolean =>
  pattern.split('/').some(isStrange) ||
  /\{[^{}]*\.\.|\[[^\]]*[{},/:.=\\]|\[[!^]?\]/.test(pattern) ||
  expandBraces(pattern).some((text) => text.includes('{') || text.split('/').some(isStrange));

const segmentOf = (text: string): Segment => (/[*?[]/.test(text) ? tokenize(text) : text);

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let rest = text; rest !== '';) {
    const set = /^\[([!^]?)(\]?[^\]]*)\]/.exec(rest);
    const char = String.fromCodePoint(codeOf(rest));
    if (set)
      tokens.push(
        /\[[:.=]|\\/.test(set[2] ?? '')
          ? ONE
          : { kind: 'set', ranges: set[1] ? allBut(rangesIn(set[2] ?? '')) : rangesIn(set[2] ?? '') },
      );
    else tokens.push(char === '*' ? MANY : char === '?' ? ONE : charToken(char));
    rest = rest.slice(set ? set[0].length : char.length);
  }
  return tokens;
}

const rangesIn = (set: string): Range[] =>
  [...set.matchAll(/(.)-(.)|(.)/gsu)].map(([, low = '', high = '', single]) => [
    codeOf(single ?? low),
    codeOf(single ?? high),
  ]);

const LAST_CODE = 0x10ffff;

/** Every character that lies in none of these ranges. */
function allBut(ranges: readonly Range[]): Range[] {
  const gaps: Range[] = [];
  let next = 0;
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (low > next) gaps.push([next, low - 1]);
    next = Math.max(next, high + 1);
  }
  return next > LAST_CODE ? gaps : [...gaps, [next, LAST_CODE]];
}

const literalPrefix = (segments: readonly Segment[]): readonly string[] => {
  const end = segments.findIndex((segment) => typeof segment !== 'string');
  return (end < 0 ? segments : segments.slice(0, end)) as readonly string[];
};

function commonPrefix(a: readonly string[], b: readonly string[]): readonly string[] {
  const end = a.findIndex((segment, i) => segment !== b[i]);
  return end < 0 ? a : a.slice(0, end);
}

/** `a/{b,c}` to `a/b`, `a/c`. A range (`{1..9}`) is any run of characters; too many alternatives are anything at all. */
function expandBraces(pattern: string): readonly string[] {
  if (/\[[^\]]*[{},/][^\]]*\]/.test(pattern)) return [anythingFrom(pattern, /[^/]*\[/)];
  let patterns: readonly string[] = [pattern];
  while (patterns.some((text) => /\{[^{}]*\}/.test(text))) {
    patterns = patterns.flatMap(expandInnermost);
    if (patterns.length > MAX_ALTERNATIVES) return [anythingFrom(pattern, /[^/]*\{/)];
  }
  return patterns;
}

const anythingFrom = (pattern: string, place: RegExp): string =>
  `${pattern.slice(0, pattern.search(place))}**`;

function expandInnermost(pattern: string): readonly string[] {
  const brace = /\{([^{}]*)\}/.exec(pattern);
  if (!brace) return [pattern];
  const [whole, inside = ''] = brace;
  const put = (text: string) =>
    pattern.slice(0, brace.index) + text + pattern.slice(brace.index + whole.length);
  return inside.includes('..') ? [put('*')] : inside.split(',').map(put);
}

/** Why a pattern cannot be used, in words; null when it can. */
export function globFault(pattern: string): { readonly fault: string; readonly nearest?: string } | null {
  const path = pattern.replace(/^!/, '');
  if (path === '') return { fault: 'it is empty' };
  if (path.includes('\\')) return { fault: 'it has a backslash', nearest: pattern.replaceAll('\\', '/') };
  if (path.startsWith('/')) return { fault: 'it is absolute', nearest: pattern.replace(/^(!?)\/+/, '$1') };
  if (path.endsWith('/')) return { fault: 'it ends with /', nearest: `${pattern}**` };
  const segments = path.split('/');
  if (segments.includes('..')) return { fault: 'it leaves the repository with ".."' };
  if (segments.includes('.') || segments.includes(''))
    return { fault: 'it has an empty or "." part', nearest: pattern.replace(/(^!?|\/)(\.?\/)+/g, '$1') };
  if (!isBalanced(path)) return { fault: 'its brackets are not closed' };
  return null;
}

function isBalanced(path: string): boolean {
  const withoutSets = path.replace(/\[[!^]?\]?[^\]]*\]/g, '');
  if (/[[\]]/.test(withoutSets)) return false;
  let depth = 0;
  for (const char of withoutSets) {
    depth += char === '{' ? 1 : char === '}' ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth === 0;
}
