import { lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GitFailed, type Git, type Where } from './git.ts';
import type { Mirror } from './mirror.ts';
import { headRef, Unsafe } from './refs.ts';

/** A linked worktree. `adminDir` is its part of the mirror: HEAD, index, locks. */
export type Workspace = {
  readonly path: string;
  readonly adminDir: string;
  /** null: detached. */
  readonly branch: string | null;
};

export const inWorkspace = ({ path, adminDir }: Workspace, index?: string): Where => ({
  gitDir: adminDir,
  workTree: path,
  ...(index === undefined ? {} : { index }),
});

/**
 * Adds a worktree at `path`. Only the bookkeeping takes its turn (two of them at once corrupt each other); files are
 * checked out beside it. Locked, so that no `prune` takes it away.
 */
export async function addWorkspace(
  git: Git,
  mirror: Mirror,
  { path, branch, commit, reason }: { path: string; branch: string | null; commit: string; reason: string },
): Promise<Workspace> {
  await mkdir(dirname(path), { recursive: true });
  if (branch !== null) headRef(branch);
  const head = branch === null ? ['--detach'] : ['--no-track', '-b', branch];
  const add = ['worktree', 'add', '-q', '--no-checkout', '--lock', '--reason', reason, ...head];
  await mirror.turns(() => git({ gitDir: mirror.gitDir }, [...add, path, commit]));
  const link = await readFile(join(path, '.git'), 'utf8');
  const adminDir = join(mirror.gitDir, 'worktrees', basename(link.trim().replace(/^gitdir: /, '')));
  const workspace = { path, adminDir, branch };
  await git(inWorkspace(workspace), ['reset', '-q', '--hard']);
  return workspace;
}

/**
 * Undoes what would make git look elsewhere: the links between worktree and mirror, its private config, stale locks.
 * Errors: Unsafe, when there is a repository in place of the link; it may hold work, so it is left alone.
 */
export async function mendLinks(mirror: Mirror, { path, adminDir }: Workspace): Promise<readonly string[]> {
  const link = await lstat(join(path, '.git')).catch(() => null);
  if (link?.isDirectory()) throw new Unsafe('the .git of the workspace was replaced by a repository');
  const links = [
    [join(path, '.git'), `gitdir: ${adminDir}\n`],
    [join(adminDir, 'gitdir'), `${join(path, '.git')}\n`],
    [join(adminDir, 'commondir'), '../..\n'],
  ] as const;
  const mended: string[] = [];
  for (const [file, content] of links) {
    if ((await readFile(file, 'utf8').catch(() => null)) === content) continue;
    await rm(file, { recursive: true, force: true });
    await writeFile(file, content);
    mended.push(file.startsWith(path) ? '.git' : basename(file));
  }
  for (const name of ['config.worktree', 'index.lock', 'HEAD.lock'])
    await rm(join(adminDir, name), { force: true });
  await rm(join(mirror.gitDir, 'worktrees', basename(adminDir), 'info'), { recursive: true, force: true });
  return mended;
}

/** Takes a worktree away with everything in it, and its branch; the caller knows that nothing in it is needed. */
export async function removeWorkspace(git: Git, mirror: Mirror, { path, branch }: Workspace): Promise<void> {
  await mirror.turns(async () => {
    const at = { gitDir: mirror.gitDir };
    await git(at, ['worktree', 'unlock', path]).catch(ignoreGit);
    await git(at, ['worktree', 'remove', '--force', path]).catch(ignoreGit);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    await git(at, ['worktree', 'prune']);
    if (branch !== null) await git(at, ['update-ref', '-d', headRef(branch)]).catch(ignoreGit);
  });
}

/** The next step makes up for it. */
function ignoreGit(error: unknown): void {
  if (!(error instanceof GitFailed)) throw error;
}
