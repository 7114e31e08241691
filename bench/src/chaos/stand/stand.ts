import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runners, type Line, type RunnerName } from '../fault/fault.ts';
import { openLine, type LineToServer } from './line.ts';
import { keepRunner, type KeptRunner } from './runner.ts';
import { startUp, type Up } from './up.ts';

export const repositories = ['alpha', 'beta'] as const;
export type Repository = (typeof repositories)[number];

/** Everything that is harmed: one `up`, runners behind lines that can be cut, repositories. */
export type Stand = {
  readonly dir: string;
  /** Where agents write down what they have left in their workspaces. */
  readonly marks: string;
  /** What `preload.mjs` reads. */
  readonly orders: string;
  readonly up: Up;
  readonly lines: ReadonlyMap<Line, LineToServer>;
  readonly runners: ReadonlyMap<RunnerName, KeptRunner>;
  forge(repository: Repository): string;
  stateOf(runner: RunnerName): string;
  stop(): Promise<number | null>;
  remove(): Promise<void>;
};

export async function openStand(): Promise<Stand> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'headrace-chaos-')));
  chmodSync(dir, 0o755); // where we are root, Postgres has an account of its own
  const [marks = '', orders = '', home = ''] = ['marks', 'orders', 'home'].map((name) => {
    mkdirSync(join(dir, name));
    return join(dir, name);
  });
  for (const name of repositories) makeForge(dir, name);
  const preload = new URL(`preload.mjs?dir=${encodeURIComponent(orders)}`, import.meta.url).href;
  const env = { ...surroundings(), NODE_OPTIONS: `--import=${preload}` };
  const up = await startUp(home, env);
  await up.ready();
  const names: readonly Line[] = [...runners, 'clients'];
  const lines = new Map<Line, LineToServer>();
  for (const name of names) lines.set(name, await openLine(() => up.ports.orchestrator));
  const stateOf = (id: RunnerName) => join(dir, id);
  const kept = new Map<RunnerName, KeptRunner>();
  for (const id of runners)
    kept.set(id, keepRunner({ id, url: lines.get(id)!.url, home, state: stateOf(id), env }));
  const stop = async () => {
    await Promise.all([...kept.values()].map((runner) => runner.stop()));
    const code = await up.stop();
    await Promise.all([...lines.values()].map((line) => line.close()));
    return code;
  };
  return {
    ...{ dir, marks, orders, up, lines, runners: kept, stateOf, stop },
    forge: (repository) => join(dir, `${repository}.git`),
    remove: async () => {
      await stop();
      await up.remove();
      rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** A bare repository with one commit on `main`. */
function makeForge(dir: string, name: Repository): void {
  const [work, forge] = [join(dir, `${name}-work`), join(dir, `${name}.git`)];
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', '-c', 'init.defaultBranch=main'];
  const git = (...words: readonly string[]) =>
    execFileSync('git', [...identity, ...words], { stdio: 'pipe' });
  git('init', '-q', work);
  writeFileSync(join(work, 'README.md'), `# ${name}\n`);
  git('-C', work, 'add', '-A');
  git('-C', work, 'commit', '-q', '-m', 'first');
  git('clone', '-q', '--bare', work, forge);
}

/** No setting of whoever runs this. */
function surroundings(): NodeJS.ProcessEnv {
  const passed = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'XDG_CACHE_HOME', 'HEADRACE_NATS_SERVER'];
  return Object.fromEntries(passed.map((name) => [name, process.env[name]]));
}
