import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const env = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.invalid',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.invalid',
};

export const run = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** A bare repository with a first commit on `main`, and a checkout to change it from outside. */
export type Forge = {
  readonly dir: string;
  readonly url: string;
  /** Commits files on the target, as somebody else would; answers the new tip. */
  commit(files: Readonly<Record<string, string | null>>, message?: string): string;
  /** Commits a file above the target, but only on this ref; answers the commit. */
  commitAt(ref: string, name: string, content: string): string;
  tip(ref?: string): string;
  refs(prefix: string): string[];
  show(spec: string): string;
  remove(): void;
};

export function makeForge(files: Readonly<Record<string, string>> = { 'README.md': 'hello\n' }): Forge {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'hr-forge-')));
  const url = join(dir, 'forge.git');
  const checkout = join(dir, 'checkout');
  run(dir, 'init', '-q', '--bare', '-b', 'main', url);
  run(dir, 'init', '-q', '-b', 'main', checkout);
  run(checkout, 'remote', 'add', 'origin', url);
  const commit = (changes: Readonly<Record<string, string | null>>, message = 'a change') => {
    if (run(url, 'for-each-ref', 'refs/heads/main'))
      run(checkout, 'pull', '-q', '--ff-only', 'origin', 'main');
    for (const [name, content] of Object.entries(changes)) {
      mkdirSync(dirname(join(checkout, name)), { recursive: true });
      if (content === null) rmSync(join(checkout, name));
      else writeFileSync(join(checkout, name), content);
    }
    run(checkout, 'add', '-A');
    run(checkout, 'commit', '-q', '-m', message);
    run(checkout, 'push', '-q', 'origin', 'HEAD:main');
    return run(checkout, 'rev-parse', 'HEAD');
  };
  commit(files, 'first');
  return {
    dir,
    url,
    commit,
    commitAt(ref, name, content) {
      writeFileSync(join(checkout, name), content);
      run(checkout, 'add', '-A');
      run(checkout, 'commit', '-q', '-m', 'kept');
      run(checkout, 'push', '-q', 'origin', `HEAD:${ref}`);
      const kept = run(checkout, 'rev-parse', 'HEAD');
      run(checkout, 'reset', '-q', '--hard', 'HEAD~1');
      return kept;
    },
    tip: (ref = 'refs/heads/main') => run(url, 'rev-parse', '--verify', '-q', ref),
    refs: (prefix) => run(url, 'for-each-ref', '--format=%(refname)', prefix).split('\n').filter(Boolean),
    show: (spec) => run(url, 'show', spec),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }),
  };
}
