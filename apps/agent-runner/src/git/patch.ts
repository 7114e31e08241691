import { createHash } from 'node:crypto';
import type { Git } from './git.ts';
import type { Mirror } from './mirror.ts';

/** Asked of the bare mirror: there, no attribute file that a change brings along can hide text from the count. */
const PLAIN = ['--no-renames', '--no-ext-diff', '--no-textconv', '--no-color', '--full-index'];

export type FileChange = {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly isBinary: boolean;
};

export async function numstat(
  git: Git,
  mirror: Mirror,
  base: string,
  head: string,
): Promise<readonly FileChange[]> {
  const args = ['diff', '--numstat', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', base, head];
  return parseNumstat((await git({ gitDir: mirror.gitDir }, args)).stdout);
}

export function parseNumstat(output: string): readonly FileChange[] {
  return output.split('\0').flatMap((row) => {
    const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t(.+)$/s.exec(row) ?? [];
    if (path === undefined) return [];
    const isBinary = added === '-';
    return [{ path, added: isBinary ? 0 : Number(added), removed: isBinary ? 0 : Number(removed), isBinary }];
  });
}

/** The diff as people read it. */
export async function diffText(git: Git, mirror: Mirror, base: string, head: string): Promise<string> {
  return (await git({ gitDir: mirror.gitDir }, ['diff', ...PLAIN, base, head])).stdout;
}

/** Equal for the same change on another base: the identity that an approval holds for. */
export async function patchId(git: Git, mirror: Mirror, base: string, head: string): Promise<string> {
  const at = { gitDir: mirror.gitDir };
  const { stdout: diff } = await git(at, ['diff', ...PLAIN, '--binary', base, head]);
  const { stdout } = await git(at, ['patch-id', '--stable'], { input: diff });
  // some changes, a mere change of mode among them, have no id in older gits: then the diff itself is it
  return stdout.trim().split(' ')[0] || createHash('sha1').update(diff).digest('hex');
}

/** An added line and where it stands in the new file. */
export type AddedLine = { readonly path: string; readonly line: number; readonly text: string };

export async function addedLines(
  git: Git,
  mirror: Mirror,
  base: string,
  head: string,
): Promise<readonly AddedLine[]> {
  const args = ['diff', ...PLAIN, '-U0', '--src-prefix=a/', '--dst-prefix=b/', base, head];
  return parseAdded((await git({ gitDir: mirror.gitDir }, args)).stdout);
}

export function parseAdded(diff: string): readonly AddedLine[] {
  const found: AddedLine[] = [];
  let path = '';
  let [line, left] = [0, 0];
  for (const row of diff.split('\n')) {
    if (left > 0 && row.startsWith('+')) {
      found.push({ path, line: line++, text: row.slice(1) });
      left--;
      continue;
    }
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(row);
    if (hunk) [line, left] = [Number(hunk[1]), Number(hunk[2] ?? 1)];
    else if (row.startsWith('+++ ')) path = unquoted(row.slice(4).replace(/\t$/, '')).replace(/^b\//, '');
  }
  return found;
}

/** git puts names with unusual characters into quotes, as C writes them. */
function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  const bytes = name
    .slice(1, -1)
    .replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)))
    .replace(/\\(["\\])/g, '$1');
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
