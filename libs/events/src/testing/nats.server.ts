import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { natsBinaries } from './nats.binary.ts';

export type TestServerOptions = {
  /** Path of the nats-server; without it, the first of `natsBinaries()`. */
  readonly binary?: string;
  /** More lines of nats-server configuration: `authorization { … }`; `port`, `host` and `jetstream` are set already. */
  readonly config?: string;
  /** The whole configuration instead, for this port and store. */
  readonly configure?: (port: number, storeDir: string) => string;
  /** Bytes that JetStream may store; a small one makes a full stream. */
  readonly maxFileStore?: number;
};

/** A real nats-server with JetStream on a loopback port of its own and a directory of its own. */
export type TestServer = {
  readonly url: string;
  readonly port: number;
  readonly storeDir: string;
  /** Of the running process. */
  pid(): number;
  /** Ends the process and waits until it is gone; the store stays. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again: same port, same store. Kills it first where it still runs. */
  restart(): Promise<void>;
  /** Ends the process and removes its directory. */
  stop(): Promise<void>;
};

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const binary = options.binary ?? natsBinaries()[0]?.path;
  if (!binary) throw new Error('No nats-server on PATH or in the cache: run `node scripts/nats-server.mjs`.');
  const dir = await mkdtemp(join(tmpdir(), 'headrace-nats-'));
  let port = anyPort();
  let child = await launch(binary, dir, port, options);
  for (let tries = 0; !child && tries < 20; tries++)
    child = await launch(binary, dir, (port = anyPort()), options);
  if (!child) throw new Error(`${binary} does not start on any port`);
  return serverOver({ binary, dir, port, options, child });
}

type Running = { binary: string; dir: string; port: number; options: TestServerOptions; child: ChildProcess };

function serverOver(running: Running): TestServer {
  const { binary, dir, port, options } = running;
  const kill = (signal: NodeJS.Signals = 'SIGKILL') => endOf(running.child, signal);
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    storeDir: join(dir, 'store'),
    pid: () => running.child.pid!,
    kill,
    restart: async () => {
      await kill();
      const child = await launch(binary, dir, port, options);
      if (!child) throw new Error(`port ${port} was taken while nats-server was down`);
      running.child = child;
    },
    stop: async () => {
      await kill();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Below the range that outgoing connections draw from, so that a restart finds its port free. */
const anyPort = () => 10_240 + Math.floor(Math.random() * 21_000);

/** Resolves once it accepts connections; null when the port is taken. */
async function launch(
  binary: string,
  dir: string,
  port: number,
  options: TestServerOptions,
): Promise<ChildProcess | null> {
  const file = join(dir, 'nats.conf');
  await writeFile(file, (options.configure ?? standard(options))(port, join(dir, 'store')));
  const child = spawn(binary, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);
  child.once('exit', () => process.removeListener('exit', reap));
  const outcome = await firstWords(child);
  child.stderr.resume(); // a full pipe would stop the server
  if (outcome === 'ready') return child;
  await endOf(child, 'SIGKILL');
  if (outcome === 'port taken') return null;
  throw new Error(`${binary} ended before it was ready:\n${outcome}`);
}

/** `ready`, `port taken`, or all that it said before it ended. */
async function firstWords(child: ChildProcess): Promise<string> {
  const output: string[] = [];
  for await (const line of createInterface({ input: child.stderr! })) {
    output.push(line);
    if (line.includes('address already in use')) return 'port taken';
    if (line.includes('Server is ready')) return 'ready';
  }
  return output.join('\n');
}

const standard =
  ({ maxFileStore = 2 ** 30, config = '' }: TestServerOptions) =>
  (port: number, storeDir: string) => `
host: "127.0.0.1"
port: ${port}
max_payload: 1MB
jetstream { store_dir: "${storeDir}", max_memory_store: 67108864, max_file_store: ${maxFileStore} }
${config}
`;

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
