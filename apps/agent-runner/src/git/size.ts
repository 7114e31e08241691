import { rm } from 'node:fs/promises';
import picomatch from 'picomatch';
import type { Git } from './git.ts';
import type { Mirror } from './mirror.ts';
import { numstat, type FileChange } from './patch.ts';

export type SizedFile = FileChange & {
  /** Made or brought by a tool, as the base says (a change cannot say it of itself), or excluded by the gate. */
  readonly isGenerated: boolean;
};

export type Size = { readonly files: readonly SizedFile[]; readonly lines: number };

/** `index`: a path for a temporary index. */
export type SizeOptions = {
  readonly base: string;
  readonly head: string;
  readonly index: string;
  readonly exclude: readonly string[];
};

/** How many lines of text somebody has to read, added plus removed. */
export async function sizeOf(git: Git, mirror: Mirror, options: SizeOptions): Promise<Size> {
  const { base, head, index, exclude } = options;
  const changes = await numstat(git, mirror, base, head);
  const generated = await generatedPaths(git, mirror, {
    base,
    index,
    paths: changes.map(({ path }) => path),
  });
  const isExcluded = matcher(exclude);
  const files = changes.map((change) => ({
    ...change,
    isGenerated: generated.has(change.path) || isExcluded(change.path),
  }));
  return { files, lines: linesIn(files) };
}

export const linesIn = (files: readonly SizedFile[]): number =>
  files.reduce((sum, file) => sum + (file.isGenerated ? 0 : file.added + file.removed), 0);

/** By the attributes of the base's tree, read through an index of its own (`--source` needs git 2.40). */
async function generatedPaths(
  git: Git,
  mirror: Mirror,
  { base, index, paths }: { base: string; index: string; paths: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const at = { gitDir: mirror.gitDir, index };
  try {
    await git(at, ['read-tree', base]);
    const args = ['check-attr', '--cached', '-z', '--stdin', 'linguist-generated', 'linguist-vendored'];
    const { stdout } = await git(at, args, { input: `${paths.join('\0')}\0` });
    return parseAttributes(stdout);
  } finally {
    await rm(index, { force: true });
  }
}

export function parseAttributes(output: string): ReadonlySet<string> {
  const fields = output.split('\0');
  const marked = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3)
    if (['set', 'true'].includes(fields[at + 2] ?? '')) marked.add(fields[at] ?? '');
  return marked;
}

/** Whether a path matches any of the patterns and none of those that begin with `!`; no pattern matches nothing. */
export function matcher(patterns: readonly string[]): (path: string) => boolean {
  const options = { dot: true, nonegate: true, noextglob: true };
  const compiled = (list: readonly string[]) => list.map((pattern) => picomatch(pattern, options));
  const wanted = compiled(patterns.filter((pattern) => !pattern.startsWith('!')));
  const unwanted = compiled(
    patterns.filter((pattern) => pattern.startsWith('!')).map((each) => each.slice(1)),
  );
  const startsFromAll = wanted.length === 0 && unwanted.length > 0;
  return (path) =>
    (startsFromAll || wanted.some((matches) => matches(path))) && !unwanted.some((matches) => matches(path));
}
