import { brokerConfiguration, connectBroker, type Broker } from '@headrace/events/jetstream';
import { startTestServer } from '@headrace/events/testing';
import { startTestPostgres } from '@headrace/readmodel/testing';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { ADMIN, asked, framesOf, type Ask, type Frame, type Reply } from './speak.ts';

const run = promisify(execFile);

const orchestrator = join(import.meta.dirname, '../dist/main.js');
const appsDir = join(import.meta.dirname, '../..');
const planner = join(appsDir, 'planner/src/main.ts');
const tools = {
  audit: { program: 'cli/src/main.ts', args: ['audit', 'verify', '--json'], user: 'inspector' },
  rebuild: { program: 'planner/src/rebuild.ts', args: ['--json'], user: 'planner' },
} as const;

const passwords = {
  orchestrator: 'orchestrator-password',
  planner: 'planner-password-1',
  web: 'web-password-12345',
  inspector: 'inspector-password',
};

/** An orchestrator as a process, spoken to for one org. */
export type Asked = {
  readonly child: ChildProcess;
  readonly address: string;
  ask(org: string, method: string, path: string, ask?: Ask): Promise<Reply>;
  frames(org: string, path: string, signal: AbortSignal): AsyncGenerator<Frame>;
};

/** Processes of several shards on one nats-server, whose users may do no more than they need, and one Postgres. */
export type Plant = {
  /** As the orchestrators' user. */
  readonly broker: Broker;
  orchestratorOf(shard: string): Promise<Asked>;
  plannerOf(shard: string): Promise<void>;
  /** What a tool says in the end of a shard. */
  said(tool: 'audit' | 'rebuild', shard: string): Promise<object>;
  stop(): Promise<void>;
};

export async function startPlant(shards: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Plant> {
  if (!existsSync(orchestrator)) throw new Error('Build it first: npm run build -w apps/orchestrator');
  const configure = (port: number, storeDir: string) =>
    brokerConfiguration({ port, storeDir, passwords, shards });
  const [nats, postgres] = await Promise.all([startTestServer({ configure }), startTestPostgres()]);
  const { url: databaseUrl } = await postgres.createTestDatabase();
  const broker = await connectBroker({
    ...{ url: nats.url, name: 'test', user: 'orchestrator', password: passwords.orchestrator },
  });
  const children: ChildProcess[] = [];

  const envOf = (user: keyof typeof passwords, shard: string): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    HEADRACE_LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    HEADRACE_SHARD: shard,
    HEADRACE_ORCHESTRATOR_PORT: '0',
    ORCHESTRATOR_TOKEN: ADMIN,
    DATABASE_URL: databaseUrl,
    ...{ NATS_URL: nats.url, NATS_USER: user, NATS_PASSWORD: passwords[user] },
    ...env,
  });

  async function start(program: string, user: 'orchestrator' | 'planner', shard: string) {
    const child = spawn(process.execPath, [program], {
      env: envOf(user, shard),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    for await (const line of createInterface({ input: child.stdout }))
      return { child, address: (JSON.parse(line) as { address: string }).address };
    throw new Error(`${program} ended before it was ready`);
  }

  return {
    broker,
    orchestratorOf: async (shard) => {
      const { child, address } = await start(orchestrator, 'orchestrator', shard);
      const of = (org: string, given: Ask): Ask => ({
        ...given,
        headers: { ...given.headers, 'x-org': org },
      });
      return {
        child,
        address,
        ask: (org, method, path, given = {}) => asked(address, method, path, of(org, given)),
        frames: (org, path, signal) => framesOf(address, path, { ...of(org, {}), signal }),
      };
    },
    plannerOf: async (shard) => void (await start(planner, 'planner', shard)),
    said: async (tool, shard) => {
      const { program, args, user } = tools[tool];
      const given = { env: envOf(user, shard) };
      const { stdout } = await run(process.execPath, [join(appsDir, program), ...args], given);
      return JSON.parse(stdout.trim().split('\n').at(-1)!) as object;
    },
    stop: async () => {
      for (const child of children) child.kill('SIGKILL');
      await broker.close();
      await Promise.all([nats.stop(), postgres.stop()]);
    },
  };
}
