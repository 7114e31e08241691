import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, processesOf, signal } from './process.table.ts';

export const root = resolve(import.meta.dirname, '../../../..');
const cli = join(root, 'apps/cli/src/main.ts');

/** A `headrace up` without runners, on ports that stay the same; ended from outside it is started again. */
export type Up = {
  readonly home: string;
  readonly ports: Ports;
  /** Of `up` itself; null while it is being started again. */
  pid(): number | null;
  /** Resolves when everything of it is ready. */
  ready(): Promise<void>;
  /** The output of a command of the command line on this home. Rejects when it fails. */
  run(...words: readonly string[]): Promise<string>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Ends whatever is left. */
  remove(): Promise<void>;
};

export type Ports = { readonly orchestrator: number; readonly web: number; readonly nats: number };

export async function startUp(home: string, env: NodeJS.ProcessEnv): Promise<Up> {
  const [orchestrator = 0, web = 0, nats = 0] = await freePorts(3);
  const ports = { orchestrator, web, nats };
  const flags = Object.entries(ports).flatMap(([name, port]) => [`--${name}-port`, String(port)]);
  const words = [cli, 'up', '--json', '--home', home, '--runners', '0', '--lease-ms', '3000', ...flags];
  const errors = openSync(join(home, '..', 'up.log'), 'a');
  let child: ChildProcess | null = null;
  let isReady = false;
  let isWanted = true;
  const launch = () => {
    isReady = false;
    const launched = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', errors] });
    child = launched;
    createInterface({ input: launched.stdout! }).on('line', () => (isReady = true));
    launched.once('exit', () => {
      isReady = false;
      child = null;
      if (isWanted) setTimeout(() => isWanted && launch(), 200);
    });
  };
  launch();
  const end = async (how: NodeJS.Signals) => {
    isWanted = false;
    const ending = child;
    if (!ending) return null;
    const ended = new Promise<number | null>((done) => ending.once('exit', done));
    ending.kill(how);
    return ended;
  };
  return {
    home,
    ports,
    pid: () => child?.pid ?? null,
    ready: async () => {
      while (!isReady) await sleep(50);
    },
    run: (...given) => outputOf([cli, ...given, '--home', home], env),
    stop: () => end('SIGTERM'),
    remove: async () => {
      await end('SIGKILL');
      const left = [...processesOf(home).values()];
      for (const pid of left) signal(pid, 'SIGKILL');
      while (left.some(isAlive)) await sleep(50);
    },
  };
}

const outputOf = (words: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((done, failed) =>
    execFile(process.execPath, words, { env, maxBuffer: 64 << 20 }, (error, out, err) =>
      out === '' && error ? failed(new Error(err || error.message)) : done(out),
    ),
  );

/** Held together for a moment, so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
