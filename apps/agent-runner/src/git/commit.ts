import type { Git } from './git.ts';
import { isAncestor, treeOf, type Mirror } from './mirror.ts';
import { headRef, Unsafe } from './refs.ts';
import { inWorkspace, type Workspace } from './workspace.ts';

export type Person = { readonly name: string; readonly email: string };

export type Commit = { readonly head: string; readonly tree: string };

/** A repository inside the workspace cannot become part of a change, and nobody would notice that it is missing. */
export class NestedRepository extends Error {
  readonly paths: readonly string[];
  constructor(paths: readonly string[]) {
    super(`a git repository inside the workspace cannot be part of a change: ${paths.join(', ')}`);
    this.paths = paths;
  }
}

export type CommitOptions = {
  /** A file outside the workspace; it may exist from an earlier round. */
  readonly index: string;
  readonly base: string;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
};

/**
 * Commits everything that is not ignored on the workspace's branch, whatever the agent did with its own index, branch or
 * commits; the result stands above `base`. Nothing new makes no new commit. Errors: NestedRepository, GitFailed.
 */
export async function commitAll(
  git: Git,
  mirror: Mirror,
  workspace: Workspace,
  options: CommitOptions,
): Promise<Commit> {
  const { index, base, message, author, committer } = options;
  const found = await headOf(git, workspace);
  const tree = await treeOfFiles(git, workspace, { index, from: found ?? base });
  const isAbove = found !== null && (await isAncestor(git, mirror, base, found));
  const parent = isAbove ? found : base;
  const isNew = tree !== (await treeOf(git, mirror, parent));
  const head = isNew
    ? await commitTree(git, mirror, { tree, parents: [parent], message, author, committer })
    : parent;
  await moveTo(git, workspace, head);
  return { head, tree };
}

/** The tree of all files that are not ignored; only `index` is written. Errors: NestedRepository. */
export async function treeOfFiles(
  git: Git,
  workspace: Workspace,
  { index, from }: { index: string; from: string },
): Promise<string> {
  const at = inWorkspace(workspace, index);
  await git(at, ['read-tree', from]);
  const nested = await nestedIn(git, workspace, at.index ?? index, from);
  if (nested.length > 0) throw new NestedRepository(nested);
  return (await git(at, ['write-tree'])).stdout.trim();
}

/** Adds everything to the index, and answers which repositories stood in the way. */
async function nestedIn(
  git: Git,
  workspace: Workspace,
  index: string,
  from: string,
): Promise<readonly string[]> {
  const at = inWorkspace(workspace, index);
  const added = await git(at, ['add', '-A', '--', '.'], { allow: [128] });
  if (added.code !== 0) return ['one without a commit'];
  const [now, before] = [await gitlinks(git, at), await gitlinksOf(git, at, from)];
  return now.filter((path) => !before.includes(path));
}

async function gitlinks(git: Git, at: Parameters<Git>[0]): Promise<readonly string[]> {
  return linksIn((await git(at, ['ls-files', '-s', '-z'])).stdout);
}

async function gitlinksOf(git: Git, at: Parameters<Git>[0], commit: string): Promise<readonly string[]> {
  return linksIn((await git(at, ['ls-tree', '-r', '-z', commit])).stdout);
}

const linksIn = (listing: string): readonly string[] =>
  listing.split('\0').flatMap((row) => (row.startsWith('160000 ') ? [row.slice(row.indexOf('\t') + 1)] : []));

/** null: the agent left a branch without a commit behind. */
export async function headOf(git: Git, workspace: Workspace): Promise<string | null> {
  const args = ['rev-parse', '--verify', '-q', 'HEAD^{commit}'];
  const { stdout, code } = await git(inWorkspace(workspace), args, { allow: [1, 128] });
  return code === 0 ? stdout.trim() : null;
}

export async function commitTree(
  git: Git,
  mirror: Mirror,
  given: { tree: string; parents: readonly string[]; message: string; author: Person; committer: Person },
): Promise<string> {
  const parents = given.parents.flatMap((parent) => ['-p', parent]);
  const env = {
    GIT_AUTHOR_NAME: given.author.name,
    GIT_AUTHOR_EMAIL: given.author.email,
    GIT_COMMITTER_NAME: given.committer.name,
    GIT_COMMITTER_EMAIL: given.committer.email,
  };
  const options = { input: given.message, env };
  const answer = await git(
    { gitDir: mirror.gitDir },
    ['commit-tree', given.tree, ...parents, '-F', '-'],
    options,
  );
  return answer.stdout.trim();
}

/** HEAD stands on the workspace's own branch again, at `commit`, with the files as they are. */
async function moveTo(git: Git, workspace: Workspace, commit: string): Promise<void> {
  if (workspace.branch === null) throw new Unsafe('a detached workspace gets no commits');
  const at = inWorkspace(workspace);
  const ref = headRef(workspace.branch);
  await git(at, ['update-ref', ref, commit]);
  await git(at, ['symbolic-ref', 'HEAD', ref]);
  await git(at, ['read-tree', commit]); // the agent's next `git status` agrees
}

/** Tracked, untracked, not ignored: what differs from HEAD. */
export async function dirtyPaths(git: Git, workspace: Workspace, index: string): Promise<readonly string[]> {
  const at = inWorkspace(workspace, index);
  await git(at, ['read-tree', 'HEAD']);
  const { stdout } = await git(at, ['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames']);
  return stdout.split('\0').flatMap((row) => (row === '' ? [] : [row.slice(3)]));
}
