import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', '-c', 'init.defaultBranch=main'];

export function git(dir: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', dir, ...identity, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A bare repository `<name>.git` below `dir` with one commit on `main`; its path. */
export function makeForge(dir: string, name = 'forge'): string {
  const work = makeClone(dir, `${name}-work`);
  git(dir, 'clone', '-q', '--bare', work, `${name}.git`);
  return join(dir, `${name}.git`);
}

/** A repository as a person has it, with one commit on `main`; its path. */
export function makeClone(dir: string, name: string): string {
  git(dir, 'init', '-q', name);
  const work = join(dir, name);
  execFileSync('sh', ['-c', 'echo "# Project" > README.md'], { cwd: work });
  git(work, 'add', '-A');
  git(work, 'commit', '-q', '-m', 'first');
  return work;
}

/** The subjects on a branch, the oldest first, along its first parents. */
export const subjectsOn = (repository: string, branch = 'main'): readonly string[] =>
  git(repository, 'log', '--first-parent', '--reverse', '--format=%s', branch).split('\n');

export const fileOn = (repository: string, path: string, branch = 'main'): string =>
  git(repository, 'show', `${branch}:${path}`);
