/** The name that somebody probably meant, by edit distance; undefined where none is near enough. The first one wins a tie. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bound = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= bound) continue;
    const distance = editDistance(name, candidate, bound);
    if (distance >= bound || distance >= Math.max(name.length, candidate.length)) continue;
    best = candidate;
    bound = distance;
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours; `bound` where it is that or more. */
export function editDistance(a: string, b: string, bound = Infinity): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row.push(cell(a, b, i, j, before, above, row));
    if (Math.min(...row) >= bound) return bound;
    [before, above] = [above, row];
  }
  return above[b.length] ?? 0;
}

function cell(
  a: string,
  b: string,
  i: number,
  j: number,
  before: number[],
  above: number[],
  row: number[],
): number {
  const at = (cells: number[], k: number): number => cells[k] ?? Infinity;
  const isSame = a[i - 1] === b[j - 1];
  const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return Math.min(
    at(above, j) + 1,
    at(row, j - 1) + 1,
    at(above, j - 1) + (isSame ? 0 : 1),
    isSwap ? at(before, j - 2) + 1 : Infinity,
  );
}
