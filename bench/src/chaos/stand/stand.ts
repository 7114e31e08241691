import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials } from '../check/log.reader.ts';
import { runners, servers, type Line, type RunnerName, type Stage, type Victim } from '../fault/fault.ts';
import { startCluster, USER, type Cluster } from './cluster.ts';
import type { Kept } from './kept.ts';
import { openLine, type LineToServer } from './line.ts';
import { processesOf } from './process.table.ts';
import { keepRunner } from './runner.ts';
import { startUp, type Up } from './up.ts';

export const repositories = ['alpha', 'beta'] as const;
export type Repository = (typeof repositories)[number];

/** Everything that is harmed: one `up`, runners behind lines that can be cut, repositories; a cluster where it is asked for. */
export type Stand = {
  readonly dir: string;
  /** Where agents write down what they have left in their workspaces. */
  readonly marks: string;
  /** What `preload.mjs` reads. */
  readonly orders: string;
  readonly up: Up;
  readonly lines: ReadonlyMap<Line, LineToServer>;
  /** Everything that runs. */
  readonly victims: readonly Victim[];
  /** Null while it is being started again. */
  pidOf(victim: Victim): number | null;
  /** Who may read the whole log. */
  inspector(): Credentials;
  forge(repository: Repository): string;
  stateOf(runner: RunnerName): string;
  stop(): Promise<number | null>;
  remove(): Promise<void>;
};

export async function openStand(stage: Stage): Promise<Stand> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'headrace-chaos-')));
  chmodSync(dir, 0o755); // where we are root, Postgres has an account of its own
  const [marks = '', orders = '', home = ''] = ['marks', 'orders', 'home'].map((name) => {
    mkdirSync(join(dir, name));
    return join(dir, name);
  });
  for (const name of repositories) makeForge(dir, name);
  const preload = new URL(`preload.mjs?dir=${encodeURIComponent(orders)}`, import.meta.url).href;
  const env = { ...surroundings(), NODE_OPTIONS: `--import=${preload}` };
  const cluster = stage === 'cluster' ? await startCluster(dir, home, env) : null;
  const up = await startUp(home, { ...env, ...cluster?.env });
  await up.ready();
  const lines = await openLines(up, cluster);
  const stateOf = (id: RunnerName) => join(dir, id);
  const kept = new Map<Victim, Kept>(cluster?.kept ?? []);
  for (const id of runners)
    kept.set(id, keepRunner({ id, url: lines.get(id)!.url, home, state: stateOf(id), env }));
  const stop = async () => {
    await Promise.all(runners.map(async (id) => kept.get(id)?.stop()));
    const code = await up.stop();
    await cluster?.stop();
    await Promise.all([...lines.values()].map((line) => line.close()));
    return code;
  };
  return {
    ...{ dir, marks, orders, up, lines, stateOf, stop },
    victims: ['supervisor', ...servers[stage], ...runners],
    pidOf: (victim) => {
      if (victim === 'supervisor') return up.pid();
      return kept.has(victim) ? kept.get(victim)!.pid() : (processesOf(home).get(victim) ?? null);
    },
    inspector: () =>
      cluster
        ? { port: cluster.brokerPort, user: USER, password: cluster.password }
        : { port: up.ports.nats, user: 'inspector', password: inspectorOf(home) },
    forge: (repository) => join(dir, `${repository}.git`),
    remove: async () => {
      await stop();
      await up.remove();
      rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Where there are two orchestrators, half of them ask the second one. */
async function openLines(up: Up, cluster: Cluster | null): Promise<ReadonlyMap<Line, LineToServer>> {
  const names: readonly Line[] = [...runners, 'clients'];
  const lines = new Map<Line, LineToServer>();
  for (const [i, name] of names.entries()) {
    const port = cluster && i % 2 === 1 ? cluster.port : up.ports.orchestrator;
    lines.set(name, await openLine(() => port));
  }
  return lines;
}

function inspectorOf(home: string): string {
  const secrets = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as {
    nats: { inspector: string };
  };
  return secrets.nats.inspector;
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
