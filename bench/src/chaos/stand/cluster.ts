import { natsBinaryFrom } from '@headrace/events/testing';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { members, type Member } from '../fault/fault.ts';
import { keep, type Kept } from './kept.ts';
import { keepPostgres } from './postgres.ts';
import { freePorts, root } from './up.ts';

/** What stands beside an `up` where there is more than one of each: three brokers that keep copies, a second orchestrator and planner. */
export type Cluster = {
  /** For an `up` that is to use them instead of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the second orchestrator listens. */
  readonly port: number;
  /** A broker's port for clients. */
  readonly brokerPort: number;
  readonly password: string;
  readonly kept: ReadonlyMap<Member | 'postgres' | 'orchestrator-2' | 'planner-2', Kept>;
  stop(): Promise<void>;
};

export const USER = 'chaos';
const COPIES = '3';

/** Resolves when the second orchestrator serves: the streams have their copies then. */
export async function startCluster(dir: string, home: string, given: NodeJS.ProcessEnv): Promise<Cluster> {
  const ports = await freePorts(2 * members.length + 1);
  const [port = 0, ...rest] = ports;
  const [clients, routes] = [rest.slice(0, members.length), rest.slice(members.length)];
  const [password, token] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
  writeFileSync(join(home, 'token'), `${token}\n`, { mode: 0o600 });
  const storeOf = (member: Member) => join(dir, member);
  const kept = new Map<Member | 'postgres' | 'orchestrator-2' | 'planner-2', Kept>();
  const binary = natsBinaryFrom('2.12')?.path;
  if (!binary) throw new Error('A cluster needs a nats-server >= 2.12: node scripts/nats-server.mjs');
  members.forEach((member, i) => {
    mkdirSync(storeOf(member));
    const config = join(storeOf(member), 'nats.conf');
    writeFileSync(config, configOf(member, storeOf(member), clients[i]!, routes[i]!, routes, password));
    kept.set(member, keep({ command: binary, args: ['-c', config], env: given, log: join(dir, `${member}.log`) })); // prettier-ignore
  });
  const postgres = await keepPostgres(join(dir, 'postgres'));
  kept.set('postgres', postgres);
  const env = {
    NATS_URL: clients.map((client) => `nats://127.0.0.1:${client}`).join(','),
    NATS_USER: USER,
    NATS_PASSWORD: password,
    DATABASE_URL: postgres.url,
  };
  const second = (app: 'orchestrator' | 'planner') => {
    const told = {
      ORCHESTRATOR_TOKEN: token,
      HEADRACE_URL: `http://127.0.0.1:${port}`,
      HEADRACE_ORCHESTRATOR_PORT: String(port),
      HEADRACE_LEASE_MS: '3000',
      HEADRACE_REPLICAS: COPIES,
      HEADRACE_CHAOS_NAME: `${app}-2`,
      NODE_ENV: 'production',
    };
    const args = [join(root, `apps/${app}/dist/main.js`)];
    const process_ = { command: process.execPath, args, env: { ...given, ...env, ...told } };
    kept.set(`${app}-2`, keep({ ...process_, log: join(dir, `${app}-2.log`) }));
  };
  second('orchestrator');
  await serving(port);
  second('planner');
  const stop = async () => {
    for (const name of ['planner-2', 'orchestrator-2', 'postgres', ...members] as const)
      await kept.get(name)?.stop();
  };
  return { env, port, brokerPort: clients[0]!, password, kept, stop };
}

/** Without a sync for each write: nothing here takes from the kernel what it was given, and the three share one disk. */
const configOf = (
  ...[member, dir, port, route, routes, password]: [Member, string, number, number, readonly number[], string]
): string => `
server_name: "${member}"
listen: "127.0.0.1:${port}"
max_payload: 1MB
jetstream { store_dir: "${join(dir, 'store')}", max_memory_store: 64MB, max_file_store: 1GB }
authorization { user: "${USER}", password: "${password}" }
cluster {
  name: "chaos"
  listen: "127.0.0.1:${route}"
  routes: [${routes.map((each) => `"nats-route://127.0.0.1:${each}"`).join(', ')}]
}
`;

async function serving(port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    if (answer?.status === 200) return;
    await sleep(100);
  }
  throw new Error('the second orchestrator does not serve within a minute');
}
