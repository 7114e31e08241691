import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type LineCounter, type Pair } from 'yaml';

/** From 1, as editors count. */
export type Place = { readonly line: number; readonly column: number };

/** Of a pair: the key itself, or what it holds. */
export type Part = 'key' | 'value';

/** Where `path` (`tasks[3].needs[0]`) stands in the text; for what is missing, where it should be: its parent. */
export function placeOf(document: Document, lines: LineCounter, path: string, part: Part): Place {
  let found: unknown = document.contents;
  let rest = path;
  let offset = offsetOf(found) ?? 0;
  while (rest !== '') {
    const step = stepInto(resolved(found, document), rest);
    if (!step) break;
    ({ found, rest } = step);
    const atKey = rest === '' && part === 'key';
    offset = (atKey ? step.keyOffset : offsetOf(found)) ?? step.keyOffset ?? offset;
  }
  return placeAt(lines, offset);
}

export function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

export const offsetOf = (node: unknown): number | null => (isNode(node) ? (node.range?.[0] ?? null) : null);

type Step = { readonly found: unknown; readonly rest: string; readonly keyOffset: number | null };

function stepInto(node: unknown, rest: string): Step | null {
  if (isSeq(node)) {
    const index = /^\[(\d+)\]\.?/.exec(rest);
    const item = index && node.items[Number(index[1])];
    return item ? { found: item, rest: rest.slice(index[0].length), keyOffset: null } : null;
  }
  if (!isMap(node)) return null;
  const pair = longestMatch(node.items, rest);
  if (!pair) return null;
  return {
    found: pair.value,
    rest: rest.slice(keyOf(pair).length).replace(/^\./, ''),
    keyOffset: offsetOf(pair.key),
  };
}

/** A key may itself contain a dot or a bracket, so the longest one that fits is meant. */
function longestMatch(pairs: readonly Pair[], rest: string): Pair | null {
  let best: Pair | null = null;
  for (const pair of pairs) {
    const key = keyOf(pair);
    const fits = rest === key || rest.startsWith(`${key}.`) || rest.startsWith(`${key}[`);
    if (fits && (!best || key.length > keyOf(best).length)) best = pair;
  }
  return best;
}

/** The key as it becomes a property name; '' for a key that is no plain word. */
export const keyOf = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

const resolved = (node: unknown, document: Document): unknown =>
  isAlias(node) ? node.resolve(document) : node;
