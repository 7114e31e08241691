import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressFile, type Addresses } from '../orchestrator/connection.ts';
import { Failure } from '../terminal/failure.ts';
import { openHome, type Home } from './home.ts';
import { lockHome } from './lock.ts';
import { natsService } from './nats.service.ts';
import type { UpOptions } from './options.ts';
import { takePort } from './ports.ts';
import { databaseUrl, postgresService } from './postgres.service.ts';
import { programService } from './program.service.ts';
import { childEnv, mustBeBuilt, programs } from './programs.ts';
import {
  endLeftovers,
  openSupervisor,
  type Service,
  type Supervised,
  type Supervisor,
} from './supervisor.ts';

/** Everything that `up` runs. */
export type Stack = {
  readonly home: Home;
  readonly addresses: Addresses;
  readonly supervisor: Supervisor;
  runner(id: string): Supervised | null;
  /** Ends every process and gives the home back. */
  stop(): Promise<void>;
};

type Ports = {
  readonly orchestrator: number;
  readonly web: number;
  readonly nats: number;
  readonly postgres: number;
};

/**
 * Starts all parts on one home and resolves when every one of them is ready. What an earlier `up` that was killed has
 * left behind is ended first; when `stopped` resolves before they are ready, so are they. Errors: HOME_LOCKED,
 * HOME_UNUSABLE, PORT_IN_USE, NATS_UNAVAILABLE, POSTGRES_UNAVAILABLE, INTERRUPTED.
 */
export async function startStack(
  options: UpOptions,
  say: (text: string) => void,
  stopped: Promise<unknown>,
): Promise<Stack> {
  mustBeBuilt();
  const home = openHome(options.home);
  const unlock = lockHome(home.dir);
  const pidFile = join(home.dir, 'processes');
  const supervisor = openSupervisor(home.path('logs'), pidFile, say);
  const interrupted = stopped.then(() => {
    throw new Failure('INTERRUPTED', 'stopped before everything was ready');
  });
  const stop = async () => {
    await supervisor.stopAll();
    rmSync(addressFile(home.dir), { force: true });
    unlock();
  };
  try {
    rmSync(addressFile(home.dir), { force: true });
    const left = await endLeftovers(pidFile);
    if (left.length) say(`ended what an earlier run had left: ${left.join(', ')}`);
    const parts = startParts(options, home, supervisor, say);
    return { ...(await Promise.race([parts, interrupted])), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: UpOptions,
  home: Home,
  supervisor: Supervisor,
  say: (text: string) => void,
): Promise<Omit<Stack, 'stop'>> {
  const ports = await takePorts(options);
  const place = {
    dataDir: join(home.dir, 'postgres'),
    password: home.secrets.postgres,
    port: ports.postgres,
  };
  const natsUrl = process.env.NATS_URL ?? `nats://127.0.0.1:${ports.nats}`;
  const database = process.env.DATABASE_URL ?? databaseUrl(place);
  const env = { options, home, ports, natsUrl, database };
  const start = async (service: Service) => {
    const since = Date.now();
    const started = await supervisor.start(service);
    say(`${service.name} is ready after ${((Date.now() - since) / 1000).toFixed(1)} s`);
    return started;
  };
  const broker = process.env.NATS_URL ? null : start(await natsService({ home, port: ports.nats, say }));
  const postgres = process.env.DATABASE_URL ? null : start(postgresService(place));
  await broker;
  const orchestrator = start(partService('orchestrator', env));
  await postgres;
  await Promise.all([
    orchestrator,
    start(partService('planner', env)),
    orchestrator.then(() => start(partService('web', env))),
  ]);
  const runners = await Promise.all(
    Array.from({ length: options.runners }, (_, n) => start(runnerService(`runner-${n + 1}`, env))),
  );
  const addresses = addressesOf(home, ports, natsUrl, database);
  writeFileSync(addressFile(home.dir), JSON.stringify(addresses), { mode: 0o600 });
  return { home, addresses, supervisor, runner: (id) => runners.find(({ name }) => name === id) ?? null };
}

async function takePorts({ orchestratorPort, webPort, natsPort }: UpOptions): Promise<Ports> {
  const [orchestrator, web, nats, postgres] = await Promise.all([
    takePort(orchestratorPort, '--orchestrator-port'),
    takePort(webPort, '--web-port'),
    process.env.NATS_URL ? 0 : takePort(natsPort, '--nats-port'),
    process.env.DATABASE_URL ? 0 : takePort(0, ''),
  ]);
  return { orchestrator, web, nats, postgres };
}

const addressesOf = (home: Home, ports: Ports, nats: string, database: string): Addresses => ({
  orchestrator: `http://127.0.0.1:${ports.orchestrator}`,
  web: `http://127.0.0.1:${ports.web}/ui`,
  nats,
  database,
  tokenFile: home.tokenFile,
  home: home.dir,
  pid: process.pid,
});

type Env = {
  readonly options: UpOptions;
  readonly home: Home;
  readonly ports: Ports;
  readonly natsUrl: string;
  readonly database: string;
};

function partService(
  name: 'orchestrator' | 'planner' | 'web',
  { options, home, ports, natsUrl, database }: Env,
): Service {
  const env = childEnv({
    ORCHESTRATOR_TOKEN: home.token,
    HEADRACE_ORG: options.org,
    HEADRACE_URL: `http://127.0.0.1:${ports.orchestrator}`,
    HEADRACE_ORCHESTRATOR_PORT: String(ports.orchestrator),
    HEADRACE_WEB_PORT: String(ports.web),
    HEADRACE_LEASE_MS: String(options.leaseMs),
    ...(name === 'orchestrator' ? { HEADRACE_SNAPSHOT_DIR: home.path('snapshots') } : {}),
    NATS_URL: natsUrl,
    NATS_USER: process.env.NATS_URL ? (process.env.NATS_USER ?? '') : name,
    NATS_PASSWORD: process.env.NATS_URL ? (process.env.NATS_PASSWORD ?? '') : home.secrets.nats[name],
    DATABASE_URL: database,
    NODE_ENV: 'production',
  });
  return programService({
    name,
    command: process.execPath,
    args: [programs[name]],
    env,
    ready: 'json',
    graceMs: 3_000,
  });
}

function runnerService(id: string, { options, home, ports }: Env): Service {
  const agents = options.agent.flatMap((agent) => ['--agent', agent]);
  const args = [
    programs.runner,
    '--id',
    id,
    '--slots',
    String(options.slots),
    '--state',
    home.path('runners', id),
    '--token-file',
    home.tokenFile,
    ...agents,
  ];
  const env = childEnv({
    ORCHESTRATOR_TOKEN: home.token,
    HEADRACE_ORG: options.org,
    HEADRACE_URL: `http://127.0.0.1:${ports.orchestrator}`,
  });
  // what it drains has a second; then agents have two to end, one after SIGTERM, and their work is saved
  return programService({
    name: id,
    command: process.execPath,
    args,
    env,
    ready: 'json',
    mayEnd: true, // when it has drained; started again it would offer itself anew
    graceMs: 4_500,
    insistMs: 1_000,
  });
}
