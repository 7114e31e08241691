import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { postgresAccount, type Account } from './postgres.account.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres.binaries.ts';
import { postgresEnv, prepareCluster, type Cluster } from './postgres.cluster.ts';
import { PostgresFailure } from './postgres.failure.ts';
import { stopLeftover } from './postgres.leftover.ts';

export type PostgresOptions = Cluster & {
  /** 0: any free one. */
  readonly port: number;
  /** More of `-c name=value`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** A group of its own: Ctrl-C in a terminal does not stop it before those who use it. */
  readonly isDetached?: boolean;
  readonly onLine?: (line: string) => void;
};

/** A Postgres on loopback, over TCP only. */
export type PostgresServer = {
  readonly port: number;
  readonly version: string;
  /** With user and password. */
  url(database?: string): string;
  pid(): number;
  /** Resolves when the process is gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** Disconnects everybody, writes everything down and resolves when it is gone. */
  stop(): Promise<void>;
  /** As a crash: what was not written down is recovered by the next start. */
  kill(): Promise<void>;
};

/**
 * Makes the cluster where there is none, ends a server that was left over on it, and resolves once connections are
 * accepted. Errors: HOME_UNUSABLE, POSTGRES_UNAVAILABLE (PostgresFailure).
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const account = await postgresAccount();
  const binaries = await postgresBinaries(account);
  await prepareCluster(options, binaries, account);
  await stopLeftover(options.dataDir);
  for (let tries = 0; tries < 100; tries++) {
    const port = options.port || anyPort();
    const child = await launch(binaries, account, options, port);
    if (child === 'busy') await pause(100);
    else if (child !== 'port taken') return serverOf(child, port, options, binaries.version);
    else if (options.port) break;
  }
  throw new PostgresFailure('POSTGRES_UNAVAILABLE', `port ${options.port || 'of any number'} is taken`);
}

function serverOf(
  child: ChildProcess,
  port: number,
  { user, password }: Cluster,
  version: string,
): PostgresServer {
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const gone = once(child, 'exit').then(() => undefined);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await gone;
  };
  return {
    port,
    version,
    url: (database = 'postgres') => `postgres://${login}@127.0.0.1:${port}/${database}`,
    pid: () => child.pid!,
    gone,
    stop: () => end('SIGINT'),
    kill: () => end('SIGQUIT'),
  };
}

/** Below the range that outgoing connections draw from, so that a restart finds its port free. */
const anyPort = () => 10_240 + Math.floor(Math.random() * 21_000);

/** `busy`: backends of a server that was killed are not gone yet. */
async function launch(
  binaries: PostgresBinaries,
  account: Account | null,
  options: PostgresOptions,
  port: number,
): Promise<ChildProcess | 'port taken' | 'busy'> {
  const child = spawn(binaries.postgres, ['-D', options.dataDir, ...flagsOf(options, port)], {
    ...account,
    env: postgresEnv(),
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: options.isDetached ?? false,
  });
  const reap = () => child.kill('SIGQUIT');
  process.once('exit', reap);
  child.once('exit', () => process.removeListener('exit', reap));
  const outcome = await firstWords(child, options.onLine);
  if (outcome === 'ready') return child;
  if (/could not (bind|create any TCP)/.test(outcome)) return 'port taken';
  if (/pre-existing shared memory block/.test(outcome)) return 'busy';
  throw new PostgresFailure('POSTGRES_UNAVAILABLE', `postgres ended before it was ready:\n${outcome}`);
}

function flagsOf({ settings = {}, isDurable }: PostgresOptions, port: number): string[] {
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    timezone: 'UTC',
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** `ready`, or all that it said before it ended. Later lines go on to `onLine`: a full pipe would stop the server. */
function firstWords(child: ChildProcess, onLine: (line: string) => void = () => undefined): Promise<string> {
  const said: string[] = [];
  const lines = createInterface({ input: child.stderr! });
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new PostgresFailure('POSTGRES_UNAVAILABLE', cause.message)));
    lines.on('line', (line) => {
      onLine(line);
      if (said.length < 100) said.push(line);
      if (line.includes('ready to accept connections')) resolve('ready');
    });
    lines.once('close', () => resolve(said.join('\n')));
  });
}
