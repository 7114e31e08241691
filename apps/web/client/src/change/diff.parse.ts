export type DiffLine = {
  readonly kind: 'same' | 'added' | 'removed' | 'hunk';
  /** The number in the new file, else in the old one; null for the head of a hunk. */
  readonly number: number | null;
  readonly text: string;
};

export type DiffFile = {
  readonly path: string;
  /** Its name before, where it was another. */
  readonly from: string | null;
  readonly state: 'changed' | 'new' | 'deleted' | 'renamed' | 'binary';
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DiffLine[];
};

/** The files of a `git diff`. */
export function filesOfDiff(text: string): readonly DiffFile[] {
  const starts = [...text.matchAll(/^diff --git /gm)].map(({ index }) => index);
  return starts.map((start, place) => fileOf(text.slice(start, starts[place + 1])));
}

function fileOf(text: string): DiffFile {
  const body = text.search(/^@@ /m);
  const head = body < 0 ? text : text.slice(0, body);
  const lines = body < 0 ? [] : linesOfPatch(text.slice(body));
  const [from, path] = namesOf(head);
  return {
    path,
    from: from === path ? null : from,
    state: stateOf(head),
    added: lines.filter(({ kind }) => kind === 'added').length,
    removed: lines.filter(({ kind }) => kind === 'removed').length,
    lines,
  };
}

function namesOf(head: string): readonly [string, string] {
  const name = (pattern: RegExp) => pattern.exec(head)?.[1]?.replace(/^"|"$/g, '');
  const [, left = '', right = ''] = /^diff --git "?a\/(.*?)"? "?b\/(.*?)"?$/m.exec(head) ?? [];
  const from = name(/^rename from (.*)$/m) ?? name(/^--- a\/(.*?)\t?$/m) ?? left;
  const to = name(/^rename to (.*)$/m) ?? name(/^\+\+\+ b\/(.*?)\t?$/m) ?? right;
  return [from, to];
}

function stateOf(head: string): DiffFile['state'] {
  if (/^new file mode/m.test(head)) return 'new';
  if (/^deleted file mode/m.test(head)) return 'deleted';
  if (/^(Binary files|GIT binary patch)/m.test(head)) return 'binary';
  return /^rename from/m.test(head) ? 'renamed' : 'changed';
}

/** The lines of hunks, numbered. */
export function linesOfPatch(text: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let [old, now] = [0, 0];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)$/.exec(line);
    if (hunk) {
      [old, now] = [Number(hunk[1]), Number(hunk[2])];
      lines.push({ kind: 'hunk', number: null, text: hunk[3] ?? '' });
    } else if (line.startsWith('+')) lines.push({ kind: 'added', number: now++, text: line.slice(1) });
    else if (line.startsWith('-')) lines.push({ kind: 'removed', number: old++, text: line.slice(1) });
    else if (line.startsWith(' ') || line === '') {
      lines.push({ kind: 'same', number: now++, text: line.slice(1) });
      old++;
    }
  }
  return lines;
}
