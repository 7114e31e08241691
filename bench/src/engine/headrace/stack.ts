import { connectBroker, type Broker } from '@headrace/events/jetstream';
import { natsBinaries, natsBinaryFrom, startTestServer } from '@headrace/events/testing';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { settingsOf, type Durability } from '../durability.ts';
import { connectHttp, type Client } from './http.client.ts';
import { startProcess, type RunningProcess } from './orchestrator.process.ts';

/** A nats-server and the real orchestrator, each a process of its own. */
export type Stack = {
  readonly token: string;
  readonly natsUrl: string;
  /** The URL of the repository that plans name. */
  readonly repository: string;
  /** Over HTTP, as the admin. */
  client(): Client;
  broker(): Broker;
  /** The orchestrator's. */
  pid(): number;
  /** Kills the orchestrator and starts another one on the same log. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export type StackOptions = {
  readonly durability: Durability;
  readonly leaseMs?: number;
  readonly profileDir?: string | undefined;
};

export const REPO = 'bench';

export async function startStack({ durability, leaseMs = 30_000, profileDir }: StackOptions): Promise<Stack> {
  const nats = await startNats(durability);
  const token = randomBytes(24).toString('hex');
  const env = {
    NATS_URL: nats.url,
    ORCHESTRATOR_TOKEN: token,
    HEADRACE_ORCHESTRATOR_PORT: '0',
    HEADRACE_LEASE_MS: String(leaseMs),
  };
  const start = () => startProcess('orchestrator', { env, profileDir });
  let running: RunningProcess = await start();
  let client = connectHttp(running.address, token);
  const broker = await connectBroker({ url: nats.url, name: 'bench' });
  const repository = emptyRepository(dirname(nats.storeDir));
  await client.post('/repos', { repoId: REPO, url: repository });
  return {
    token,
    natsUrl: nats.url,
    repository,
    client: () => client,
    broker: () => broker,
    pid: () => running.pid,
    restart: async () => {
      await running.end('SIGKILL');
      client.close();
      running = await start();
      client = connectHttp(running.address, token);
    },
    stop: async () => {
      client.close();
      await broker.close();
      await running.end('SIGTERM');
      await nats.stop();
    },
  };
}

/** Below 2.10 a server cannot sync every write. */
export const canSync = (): boolean => natsBinaryFrom('2.10') !== null;

async function startNats(durability: Durability) {
  const binary = natsBinaryFrom('2.12') ?? natsBinaryFrom('2.10') ?? natsBinaries()[0];
  if (!binary) throw new Error('No nats-server: run `node scripts/nats-server.mjs`.');
  const sync = settingsOf[durability].nats;
  const configure = (port: number, storeDir: string) => `
listen: "127.0.0.1:${port}"
max_payload: 1MB
jetstream { store_dir: "${storeDir}", max_memory_store: 64MB, sync_interval: ${sync === 'always' ? 'always' : '"1s"'} }
`;
  return startTestServer({ binary: binary.path, configure });
}

/** One commit, so that it has a branch to aim at; nothing is ever pushed. */
export function emptyRepository(dir: string): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: dir, stdio: 'pipe' });
  const bare = join(dir, 'repository.git');
  const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost'];
  git('init', '-q', '-b', 'main', 'work');
  git('-C', 'work', ...who, 'commit', '-q', '--allow-empty', '-m', 'first');
  git('clone', '-q', '--bare', 'work', bare);
  return bare;
}
