import type { Git } from './git.ts';
import { isAncestor, fetchRef, remoteTip, type Mirror } from './mirror.ts';
import { checkedRef, headRef } from './refs.ts';

/** Pushes to a ref that is ours alone: new, or behind what we push. Errors: GitFailed. */
export async function pushNew(git: Git, mirror: Mirror, sha: string, ref: string): Promise<void> {
  await git({ gitDir: mirror.gitDir }, ['push', '-q', '--no-verify', 'origin', `${sha}:${checkedRef(ref)}`]);
}

/** Pushes over what a ref of ours had before. Errors: GitFailed. */
export async function pushOver(git: Git, mirror: Mirror, sha: string, ref: string): Promise<void> {
  await git({ gitDir: mirror.gitDir }, ['push', '-q', '--no-verify', 'origin', `+${sha}:${checkedRef(ref)}`]);
}

/** Takes a ref of ours away from the forge. Errors: GitFailed. */
export async function pushAway(git: Git, mirror: Mirror, ref: string): Promise<void> {
  await git({ gitDir: mirror.gitDir }, ['push', '-q', '--no-verify', 'origin', `:${checkedRef(ref)}`]);
}

/** Moves a branch that nobody needs any more out of the branches, if it still is at `head`. Errors: GitFailed. */
export async function pushAside(
  git: Git,
  mirror: Mirror,
  { branch, head, ref }: { branch: string; head: string; ref: string },
): Promise<void> {
  const from = headRef(branch);
  await fetchRef(git, mirror, from, ref); // a runner that has not made the change may not have its commits
  await git({ gitDir: mirror.gitDir }, [
    ...['push', '-q', '--no-verify', '--atomic', `--force-with-lease=${from}:${head}`],
    ...['origin', `${head}:${checkedRef(ref)}`, `:${from}`],
  ]);
}

export type Landed =
  | { readonly kind: 'landed' }
  /** The branch is neither where we left it nor does it hold our result. */
  | { readonly kind: 'moved'; readonly tip: string | null }
  /** The branch is still where it was; the forge refused for another reason. */
  | { readonly kind: 'refused'; readonly message: string };

/** Moves a branch from `base` to `result` if it still is at `base`: the forge compares and sets in one step. */
export async function pushLanding(
  git: Git,
  mirror: Mirror,
  { target, base, result }: { target: string; base: string; result: string },
): Promise<Landed> {
  const ref = headRef(target);
  const args = [
    'push',
    '-q',
    '--no-verify',
    `--force-with-lease=${ref}:${base}`,
    'origin',
    `${result}:${ref}`,
  ];
  const message = await git({ gitDir: mirror.gitDir }, args).then(
    () => null,
    (error: unknown) => (error as Error).message,
  );
  if (message === null) return { kind: 'landed' };
  // whatever went wrong, only the branch knows whether the push arrived
  const tip = await remoteTip(git, mirror, ref);
  if (tip === base) return { kind: 'refused', message };
  return (await isOnBranch(git, mirror, target, result)) ? { kind: 'landed' } : { kind: 'moved', tip };
}

/** Whether the branch on the forge holds the commit. */
export async function isOnBranch(git: Git, mirror: Mirror, target: string, commit: string): Promise<boolean> {
  const tracking = `refs/remotes/origin/${target}`;
  await fetchRef(git, mirror, headRef(target), tracking);
  return isAncestor(git, mirror, commit, tracking);
}
