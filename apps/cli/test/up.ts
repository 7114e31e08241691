import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClient, type Client } from '../src/orchestrator/client.ts';
import { isAlive, startedAt } from '../src/up/process.table.ts';
import { endOf, headrace, newPlace, spawnHeadrace, type Ran } from './headrace.ts';

export type Announced = {
  readonly orchestrator: string;
  readonly web: string;
  readonly nats: string;
  readonly tokenFile: string;
  readonly home: string;
  readonly pid: number;
};

/** A `headrace up` that runs as a process, on ports that were free. */
export type Up = {
  readonly home: string;
  /** Everything else that a story needs on the disk; it goes with the home. */
  readonly place: string;
  /** As `up --json` printed it. */
  announced(): Announced;
  client(): Client;
  /** A command of the command line on this home. */
  run(...args: readonly string[]): Promise<Ran>;
  /** The processes that it keeps running, by name. */
  processes(): ReadonlyMap<string, number>;
  pidOf(name: string): number;
  /** SIGKILL to one of them; resolves when another process of that name runs. */
  kill(name: string): Promise<void>;
  /** SIGKILL to the supervisor itself. */
  killSupervisor(): Promise<void>;
  /** Again on the same home, after it was stopped or killed. */
  start(env?: NodeJS.ProcessEnv): Promise<void>;
  /** SIGTERM; resolves with what it came to. */
  stop(): Promise<Ran>;
  /** Ends whatever runs and takes the directories away. */
  remove(): Promise<void>;
};

type Options = {
  /** `place` is the directory in which everything of this one lies. */
  readonly flags?: readonly string[] | ((place: string) => readonly string[]);
  readonly env?: NodeJS.ProcessEnv;
};
type Running = { readonly child: ChildProcess; readonly ended: Promise<Ran>; readonly announced: Announced };

export async function startUp({ flags = [], env = {} }: Options = {}): Promise<Up> {
  const place = newPlace();
  const home = join(place, 'home');
  const more = typeof flags === 'function' ? flags(place) : flags;
  const args = ['up', '--json', '--home', home, ...anyPorts, ...more];
  let running = await launch(args, env);
  const client = () => {
    const { orchestrator, tokenFile } = running.announced;
    return openClient({ url: orchestrator, token: readFileSync(tokenFile, 'utf8').trim(), org: 'main' });
  };
  const processes = () => recordedIn(home);
  const killSupervisor = async () => {
    running.child.kill('SIGKILL');
    await running.ended;
  };
  return {
    home,
    place,
    announced: () => running.announced,
    client,
    run: (...args) => headrace([...args, '--home', home]),
    processes,
    pidOf: (name) => {
      const pid = processes().get(name);
      if (!pid) throw new Error(`no ${name} runs`); // and 0 would be the whole group of whoever sends it a signal
      return pid;
    },
    kill: async (name) => {
      const before = processes().get(name);
      if (!before) throw new Error(`no ${name} runs`);
      process.kill(before, 'SIGKILL');
      await until(() => ![undefined, before].includes(processes().get(name)));
    },
    killSupervisor,
    start: async (other = env) => void (running = await launch(args, other)),
    stop: () => {
      running.child.kill('SIGTERM');
      return running.ended;
    },
    remove: async () => {
      await killSupervisor();
      for (const pid of processes().values()) process.kill(pid, 'SIGKILL');
      await until(() => [...processes().values()].every((pid) => !isAlive(pid)));
      rmSync(place, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

export const anyPorts = ['--orchestrator-port', '0', '--web-port', '0', '--nats-port', '0'];

/** Resolves when everything is ready. Fails with what it said when it ends before. */
async function launch(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Running> {
  const child = spawnHeadrace(args, env);
  const ended = endOf(child);
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout! }), 'line'),
    ended.then(({ code, err }) => Promise.reject(new Error(`up ended with ${code}: ${err}`))),
  ])) as [string];
  return { child, ended, announced: JSON.parse(line) as Announced };
}

/** Those of them that are alive, and not another process with an old number. */
function recordedIn(home: string): ReadonlyMap<string, number> {
  const rows = readFileSync(join(home, 'processes'), 'utf8').split('\n').filter(Boolean);
  return new Map(
    rows
      .map((row) => row.split(' '))
      .filter(([pid, started]) => startedAt(Number(pid)) === started)
      .map(([pid, , , name = '']) => [name, Number(pid)]),
  );
}

/** Asks again and again; the test's own time limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}
