import { rm } from 'node:fs/promises';
import type { Salvage } from '@headrace/events';
import { commitTree, headOf, treeOfFiles, type Person } from './commit.ts';
import type { Git } from './git.ts';
import { hasObject, isAncestor, remoteTip, treeOf, type Mirror } from './mirror.ts';
import { pushNew } from './push.ts';
import { checkedRef } from './refs.ts';
import { inWorkspace, mendLinks, type Workspace } from './workspace.ts';

export type SalvageOptions = {
  readonly ref: string;
  readonly base: string;
  readonly index: string;
  readonly person: Person;
};

/**
 * Keeps everything that is not ignored, committed or not, stashed or not, under `ref`, and pushes it. HEAD, the agent's
 * index and files stay as they are. null: there is nothing beyond the base. Errors: NestedRepository and GitFailed:
 * then nothing may be removed.
 */
export async function salvage(
  git: Git,
  mirror: Mirror,
  workspace: Workspace,
  options: SalvageOptions,
): Promise<Salvage | null> {
  const { ref, base, index, person } = options;
  await mendLinks(mirror, workspace);
  const head = (await headOf(git, workspace)) ?? base;
  await rm(index, { force: true });
  const tree = await treeOfFiles(git, workspace, { index, from: head });
  const stashes = await stashesOf(git, mirror, workspace);
  const isUntouched = head === base && tree === (await treeOf(git, mirror, base)) && stashes.length === 0;
  const before = await resolveOrNull(git, mirror, ref);
  if (isUntouched && before === null) return null;
  const parents = [...new Set([head, ...(before ? [before] : []), ...stashes])];
  const message = `headrace salvage ${ref.split('/').slice(3).join('/')}\n`;
  const sha =
    before !== null && (await holds(git, mirror, { kept: before, head, tree }))
      ? before
      : await commitTree(git, mirror, { tree, parents, message, author: person, committer: person });
  await git({ gitDir: mirror.gitDir }, ['update-ref', checkedRef(ref), sha]);
  return { ref, sha: sha as Salvage['sha'], pushed: await isPushed(git, mirror, ref, sha) };
}

/** A second salvage of the same work is the first one. */
async function holds(
  git: Git,
  mirror: Mirror,
  given: { kept: string; head: string; tree: string },
): Promise<boolean> {
  const isSame = (await treeOf(git, mirror, given.kept)) === given.tree;
  return isSame && (await isAncestor(git, mirror, given.head, given.kept));
}

async function resolveOrNull(git: Git, mirror: Mirror, ref: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '-q', `${checkedRef(ref)}^{commit}`];
  const { stdout, code } = await git({ gitDir: mirror.gitDir }, args, { allow: [1] });
  return code === 0 ? stdout.trim() : null;
}

async function isPushed(git: Git, mirror: Mirror, ref: string, sha: string): Promise<boolean> {
  try {
    await pushNew(git, mirror, sha, ref);
    return (await remoteTip(git, mirror, ref)) === sha;
  } catch {
    return false; // the forge is away: the work lies in the mirror and the workspace, and both stay
  }
}

/** The stash is shared by all worktrees of a mirror; its entries name the branch they were made on. */
async function stashesOf(git: Git, mirror: Mirror, { branch }: Workspace): Promise<readonly string[]> {
  if (branch === null || !(await hasObject(git, mirror, 'refs/stash'))) return [];
  const args = ['log', '-g', '--format=%H %gs', 'refs/stash', '--'];
  const { stdout } = await git({ gitDir: mirror.gitDir }, args);
  const mine = new RegExp(`^(?:WIP on|On) ${branch.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}:`);
  return stdout.split('\n').flatMap((row) => {
    const [sha = '', ...subject] = row.split(' ');
    return mine.test(subject.join(' ')) ? [sha] : [];
  });
}

/** Files that a salvage leaves out. */
export async function ignoredFiles(
  git: Git,
  workspace: Workspace,
  index: string,
): Promise<readonly string[]> {
  const args = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  const { stdout } = await git(inWorkspace(workspace, index), args);
  return stdout.split('\0').filter((path) => path !== '');
}
