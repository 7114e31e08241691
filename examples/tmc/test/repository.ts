import { execFileSync, type StdioOptions } from 'node:child_process';
import { join } from 'node:path';

const identity = {
  ...{ GIT_AUTHOR_NAME: 'spec', GIT_AUTHOR_EMAIL: 'spec@example.invalid' },
  ...{ GIT_COMMITTER_NAME: 'spec', GIT_COMMITTER_EMAIL: 'spec@example.invalid' },
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
};

export function git(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env['PATH'], HOME: cwd, ...identity };
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  return execFileSync('git', [...args], { cwd, env, stdio, encoding: 'utf8', maxBuffer: 1 << 26 }).trimEnd();
}

/** A worktree of its own for one attempt. */
export function makeWorkspace(repo: string, name: string, base: string): string {
  const path = join(repo, '..', 'workspaces', name);
  git(repo, 'worktree', 'add', '--quiet', '--detach', path, base);
  return path;
}

/** Commits whatever the agent left; null when that is nothing. */
export function commitAll(workspace: string, message: string): string | null {
  git(workspace, 'add', '--all');
  if (git(workspace, 'status', '--porcelain') === '') return null;
  git(workspace, 'commit', '--quiet', '--message', message);
  return git(workspace, 'rev-parse', 'HEAD');
}

/** Lands a change on the branch that the repository has checked out; throws when it conflicts. */
export function land(repo: string, head: string, message: string): string {
  git(repo, 'merge', '--quiet', '--squash', '--no-stat', head);
  git(repo, 'commit', '--quiet', '--message', message);
  return git(repo, 'rev-parse', 'HEAD');
}

export type Changed = { readonly path: string; readonly lines: number; readonly isGenerated: boolean };

/** The files between two commits with their added plus removed lines; what is generated is said by the base. */
export function changedFiles(repo: string, base: string, head: string): readonly Changed[] {
  const rows = git(repo, 'diff', '--numstat', '--no-renames', base, head).split('\n').filter(Boolean);
  const files = rows.map((row) => row.split('\t'));
  const paths = files.map(([, , path = '']) => path);
  const attributes = paths.length > 0 ? git(repo, 'check-attr', 'linguist-generated', '--', ...paths) : '';
  const generated = new Set(
    attributes
      .split('\n')
      .filter((row) => row.endsWith(': set'))
      .map((row) => row.split(': ')[0]),
  );
  return files.map(([added, removed, path = '']) => ({
    path,
    lines: Number(added) + Number(removed),
    isGenerated: generated.has(path),
  }));
}
