import type { Git } from './git.ts';
import type { Mirror } from './mirror.ts';

export type Merge =
  | { readonly kind: 'clean'; readonly tree: string }
  | { readonly kind: 'conflict'; readonly files: readonly string[]; readonly detail: string };

/** The tree of `tip` with `head` merged in, made without any worktree. */
export async function mergeTrees(git: Git, mirror: Mirror, tip: string, head: string): Promise<Merge> {
  const args = ['merge-tree', '--write-tree', '--name-only', '-z', tip, head];
  const { stdout, code } = await git({ gitDir: mirror.gitDir }, args, { allow: [1] });
  const fields = stdout.split('\0');
  if (code === 0) return { kind: 'clean', tree: fields[0]?.trim() ?? '' };
  const end = fields.indexOf('', 1);
  const files = fields.slice(1, end < 0 ? undefined : end).filter((file) => file !== '');
  const messages = fields
    .slice(end + 1)
    .filter((field) => field.includes('CONFLICT') || field.includes('conflict in'));
  return { kind: 'conflict', files, detail: messages.map((message) => message.trim()).join('\n') };
}
