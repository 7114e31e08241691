import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.ts';
import { checkedRef, checkedUrl, directoryName, headRef } from './refs.ts';
import { restore, seal } from './seal.ts';
import { inTurn, type Turns } from './turns.ts';

/** A bare copy of one repository, from which every workspace comes. What the forge has lies under refs/remotes/origin/. */
export type Mirror = {
  readonly gitDir: string;
  readonly url: string;
  /** Fetches and changes of its worktrees take turns: git's own locks are not enough for several at once. */
  readonly turns: Turns;
};

export type Mirrors = { open(repo: { repoId: string; url: string }): Promise<Mirror> };

export function mirrorsIn(dir: string, git: Git): Mirrors {
  const opened = new Map<string, Promise<Mirror>>();
  return {
    open({ repoId, url }) {
      const digest = createHash('sha256').update(url).digest('hex').slice(0, 12);
      const gitDir = join(dir, `${directoryName(repoId)}-${digest}.git`);
      const mirror = opened.get(gitDir) ?? create(git, gitDir, checkedUrl(url));
      opened.set(gitDir, mirror);
      mirror.catch(() => opened.delete(gitDir)); // the next attempt may find the repository
      return mirror;
    },
  };
}

async function create(git: Git, gitDir: string, url: string): Promise<Mirror> {
  const mirror = { gitDir, url, turns: inTurn() };
  const isThere = await access(`${gitDir}.seal.json`).then(
    () => true,
    () => false,
  );
  if (isThere) {
    await restore(gitDir);
    return mirror;
  }
  const fresh = `${gitDir}.new`;
  await rm(fresh, { recursive: true, force: true });
  await rm(gitDir, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const config = (name: string, value: string) => git({ gitDir: fresh }, ['config', name, value]);
  await git({ gitDir: fresh }, ['init', '-q', '--bare', '--template=', fresh]);
  await config('remote.origin.url', url);
  await config('remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  await config('gc.auto', '0');
  await config('maintenance.auto', 'false');
  await rename(fresh, gitDir);
  await seal(gitDir);
  return mirror;
}

/** Brings a branch of the forge up to date and answers its tip. Errors: GitFailed. */
export async function fetchBranch(git: Git, mirror: Mirror, branch: string): Promise<string> {
  const from = headRef(branch);
  const to = `refs/remotes/origin/${branch}`;
  await fetchRef(git, mirror, from, to);
  return resolve(git, mirror, to);
}

/** Brings any ref of the forge; `to` defaults to the same name. */
export async function fetchRef(git: Git, mirror: Mirror, from: string, to = from): Promise<void> {
  const refspec = `+${checkedRef(from)}:${checkedRef(to)}`;
  const args = [
    'fetch',
    '-q',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-recurse-submodules',
    'origin',
    refspec,
  ];
  await mirror.turns(() => git({ gitDir: mirror.gitDir }, args));
}

export async function resolve(git: Git, mirror: Mirror, ref: string): Promise<string> {
  const { stdout } = await git({ gitDir: mirror.gitDir }, ['rev-parse', '--verify', '-q', `${ref}^{commit}`]);
  return stdout.trim();
}

/** What the forge says a ref points to now; null: it has no such ref. */
export async function remoteTip(git: Git, mirror: Mirror, ref: string): Promise<string | null> {
  const { stdout } = await git({ gitDir: mirror.gitDir }, ['ls-remote', 'origin', checkedRef(ref)]);
  const line = stdout.split('\n').find((each) => each.endsWith(`\t${ref}`));
  return line?.split('\t')[0] ?? null;
}

export async function hasObject(git: Git, mirror: Mirror, sha: string): Promise<boolean> {
  const answer = await git({ gitDir: mirror.gitDir }, ['cat-file', '-e', `${sha}^{commit}`], {
    allow: [1, 128],
  });
  return answer.code === 0;
}

export async function isAncestor(git: Git, mirror: Mirror, ancestor: string, of: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', ancestor, of];
  return (await git({ gitDir: mirror.gitDir }, args, { allow: [1, 128] })).code === 0;
}

export async function treeOf(git: Git, mirror: Mirror, commit: string): Promise<string> {
  return (
    await git({ gitDir: mirror.gitDir }, ['rev-parse', '--verify', '-q', `${commit}^{tree}`])
  ).stdout.trim();
}
