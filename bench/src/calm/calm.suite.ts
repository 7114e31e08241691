import { setTimeout as sleep } from 'node:timers/promises';
import { Client as Postgres } from 'pg';
import { processesBelow, stackMemory, type Process } from '../demo/process.memory.ts';
import { connectHttp } from '../engine/headrace/http.client.ts';
import type { Row, Suite } from '../row.ts';
import { cpuSecondsOf } from './cpu.ts';
import { stopEverything } from './stop.everything.ts';
import { startUp, type Up } from './up.ts';

const standard = { runners: 50, plans: 20, seconds: 60 };
/** What starting leaves to do: first polls, first collections of garbage. */
const SETTLE_MS = 20_000;

/** What everything that `headrace up` runs uses while nothing happens, and how soon it stops while all work. Words: `runners=`, `plans=`, `seconds=`. */
export const calmSuite: Suite = async (say, words) => {
  const { runners, plans, seconds } = { ...standard, ...numbersIn(words) };
  say(`starting everything, with ${runners} runners`);
  const up = await startUp(runners);
  try {
    await submitWaiting(up, plans);
    await sleep(SETTLE_MS);
    say(`nothing happens for ${seconds} s`);
    return [...(await observed(up, seconds)), ...(await stopEverything(up, runners, say))];
  } finally {
    await up.stop();
  }
};

/** Half of the plans wait for a time, half for a person. */
async function submitWaiting({ orchestrator, token, repository }: Up, plans: number): Promise<void> {
  const client = connectHttp(orchestrator, token);
  await client.post('/repos', { repoId: 'calm', url: repository });
  for (let n = 0; n < plans; n++) {
    const waiting = n % 2 ? { startAt: '2099-01-01T00:00:00.000Z' } : { phase: 'later' };
    const tasks = Array.from({ length: 10 }, (_, i) => ({
      ...{ id: `t${i}`, title: 'Waits', role: 'dev', run: 'true', change: 'none', ...waiting },
    }));
    const phases = [{ id: 'later', title: 'Later', paused: true }];
    const roles = { dev: { agent: 'shell' } };
    await client.post('/plans', { plan: `calm-${n}`, title: 'Calm', repo: 'calm', phases, roles, tasks });
  }
  client.close();
}

async function observed({ pid, database }: Up, seconds: number): Promise<readonly Row[]> {
  const processes = processesBelow(pid);
  const [servers, ours] = [processes.filter(isServer), processes.filter((one) => !isServer(one))];
  const postgres = new Postgres({ connectionString: database });
  await postgres.connect();
  const each = KINDS.map((kind) => [kind, ours.filter((one) => kindOf(one) === kind)] as const);
  const all = [['ours', ours], ['servers', servers], ...each] as const;
  const spent = () => all.map(([kind, some]) => [kind, cpuSecondsOf(some)] as const);
  const before = { cpu: new Map<string, number>(spent()), rows: await written(postgres) };
  await sleep(seconds * 1000);
  const percent = new Map<string, number>(
    spent().map(([kind, cpu]) => [kind, ((cpu - (before.cpu.get(kind) ?? 0)) / seconds) * 100]),
  );
  const rows = (await written(postgres)) - before.rows;
  await postgres.end();
  return [
    row('calm_cpu', percent.get('ours') ?? Number.NaN, '%', '< 2 of one core'),
    ...[...percent]
      .filter(([kind]) => kind !== 'ours')
      .map(([kind, cpu]) => row(`calm_cpu_${kind}`, cpu, '%', '')),
    row('calm_postgres_rows', (rows / seconds) * 60, 'a minute', '<= 6: checkpoints'),
    row('calm_processes', ours.length, '', ''),
    row('calm_memory_pss', (stackMemory(pid) ?? Number.NaN) / 2 ** 20, 'MiB', ''),
  ];
}

/** They are not ours: nats-server and Postgres. */
const isServer = ({ command }: Process): boolean => /nats-server|postgres/.test(command.split('\0')[0] ?? '');

const KINDS = ['orchestrator', 'planner', 'web', 'agent-runner', 'up'];
const kindOf = ({ command }: Process): string =>
  /apps\/(orchestrator|planner|web|agent-runner)\//.exec(command)?.[1] ?? 'up';

async function written(postgres: Postgres): Promise<number> {
  const sql = 'SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::int AS rows FROM pg_stat_user_tables';
  const found = await postgres.query<{ rows: number }>(sql);
  return found.rows[0]?.rows ?? 0;
}

const row = (name: string, value: number, unit: string, aim: string): Row => ({
  ...{ name, value, unit, aim, ratioTo: null },
});

const numbersIn = (words: readonly string[]): Partial<typeof standard> =>
  Object.fromEntries(words.map((word) => word.split('=')).map(([name = '', value]) => [name, Number(value)]));
