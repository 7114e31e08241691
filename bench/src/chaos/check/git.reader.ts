import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The commits along the first parents of a branch, the oldest first, without the one that it began with. */
export const commitsOn = (repository: string, branch: string): readonly string[] =>
  lines(git(repository, 'rev-list', '--first-parent', '--reverse', branch)).slice(1);

/** The paths of all files on a branch. */
export const pathsOn = (repository: string, branch: string): readonly string[] =>
  lines(git(repository, 'ls-tree', '-r', '--name-only', branch));

/** The paths of all files in all commits that any ref keeps, whatever came after them. */
export const pathsKept = (repository: string): readonly string[] =>
  lines(git(repository, 'log', '--all', '-m', '--name-only', '--format=', '--diff-filter=A'));

/** The mirrors below a runner's state. */
export const mirrorsIn = (state: string): readonly string[] =>
  namesIn(join(state, 'mirrors'))
    .map((name) => join(state, 'mirrors', name))
    .filter((path) => existsSync(join(path, 'HEAD')));

/** The paths of all files in workspaces that stand, relative to their workspace. */
export const pathsStanding = (state: string): readonly string[] =>
  namesIn(join(state, 'attempts')).flatMap((attempt) => {
    const work = join(state, 'attempts', attempt, 'work');
    return namesIn(work).flatMap((name) =>
      readdirSync(join(work, name), { recursive: true, encoding: 'utf8' }),
    );
  });

const namesIn = (dir: string): readonly string[] => (existsSync(dir) ? readdirSync(dir) : []);

const lines = (text: string): readonly string[] => text.split('\n').filter(Boolean);

/** Repositories that belong to an account of their own are read as well. */
const git = (repository: string, ...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'safe.directory=*', '-C', repository, ...words], {
    encoding: 'utf8',
    maxBuffer: 256 << 20,
  });
