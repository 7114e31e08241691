import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { aliveWith, type Process } from '../demo/process.memory.ts';
import { connectHttp, type Client } from '../engine/headrace/http.client.ts';
import { percentile } from '../engine/statistics.ts';
import type { Row } from '../row.ts';
import type { Up } from './up.ts';

const LOOK_MS = 5;
const PATIENCE_MS = 300_000;

/** Agents that end when they are told to, and such that have to be ended by force. The number makes their processes known. */
const kinds = [
  { plan: 'obedient', row: 'stop_everything', run: 'sleep 86391', number: '86391' },
  {
    ...{ plan: 'stubborn', row: 'stop_everything_by_force', number: '86392' },
    run: "trap '' TERM INT HUP; while :; do sleep 86392; done",
  },
] as const;

/** From the command that stops everything to the end of the agents' processes, while every runner has one at work. */
export async function stopEverything(up: Up, runners: number, say: (text: string) => void): Promise<Row[]> {
  const client = connectHttp(up.orchestrator, up.token);
  const rows: Row[] = [];
  for (const { plan, row, run, number } of kinds) {
    say(`${runners} ${plan} agents begin, then everything is stopped`);
    await submit(client, plan, run, runners);
    await until(`${runners} agents are at work`, () => agentsIn(agents(number)) === runners);
    const pids = agents(number).map(({ pid }) => pid);
    const began = performance.now();
    await client.post('/org/stop', { reason: 'to see how long it takes' });
    const ends = await endsOf(pids, began);
    await until('nothing of them is left', () => agents(number).length === 0);
    rows.push(rowOf(`${row}_p50`, percentile(ends, 0.5)), rowOf(`${row}_p100`, percentile(ends, 1)));
    await client.post(`/plans/${plan}/cancel`, {});
    await client.post('/org/start', {});
  }
  client.close();
  return rows;
}

async function submit(client: Client, plan: string, run: string, count: number): Promise<void> {
  const tasks = Array.from({ length: count }, (_, n) => ({
    ...{ id: `t${n}`, title: 'Sleeps', role: 'dev', run, change: 'none' },
  }));
  const roles = { dev: { agent: 'shell' } };
  await client.post('/plans', { plan, title: 'To be stopped', repo: 'calm', roles, tasks });
}

const agents = (number: string): readonly Process[] =>
  aliveWith('HEADRACE_MARK=').filter(({ command }) => command.includes(number));

const agentsIn = (processes: readonly Process[]): number =>
  new Set(processes.map(({ env }) => /HEADRACE_MARK=([^\0]*)/.exec(env)?.[1])).size;

/** Milliseconds after `began` at which each of them was no longer alive. */
async function endsOf(pids: readonly number[], began: number): Promise<number[]> {
  const ends = new Map<number, number>();
  await until('all of them have ended', () => {
    for (const pid of pids) if (!ends.has(pid) && !isAlive(pid)) ends.set(pid, performance.now() - began);
    return ends.size === pids.length;
  });
  return [...ends.values()];
}

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const since = performance.now(); !isSo(); await sleep(LOOK_MS))
    if (performance.now() - since > PATIENCE_MS) throw new Error(`never: ${what}`);
}

const rowOf = (name: string, value: number): Row => ({
  ...{ name, value, unit: 'ms', ratioTo: null, aim: name.endsWith('p100') ? '<= 2000' : '' },
});
