import { cpus, loadavg } from 'node:os';
import type { Row, Suite } from '../row.ts';
import type { Contender, Load } from './contender.ts';
import { durabilities, type Durability } from './durability.ts';
import { engineOptions, type EngineOptions } from './engine.options.ts';
import { recoveryRows, rowsOf, sizeRows, type Measured } from './engine.rows.ts';
import { commitRates, prepareCommits, type CommitRates } from './headrace/commits.ts';
import { headraceContender } from './headrace/headrace.contender.ts';
import { recover } from './headrace/recovery.ts';
import { sizes } from './headrace/size.ts';
import { canSync, startStack, type Stack } from './headrace/stack.ts';
import { startPeers, type Peers } from './peers/peers.ts';

const load: Load = { callers: 8, workers: 8, batch: 100 };
/** Fewer than the tasks of the largest plan that is one commit. */
const HELD_TASKS = 1000;
const CLAIMS = 300;
const KILLS = 3;

/** Tasks that do nothing through the real orchestrator, beside pg-boss, graphile-worker and BullMQ on this machine. */
export const engineSuite: Suite = async (say, words) => {
  const options = engineOptions(words);
  const rows: Row[] = [];
  for (const durability of durabilities) {
    if (durability === 'synced' && !canSync())
      say('no nats-server from 2.10 on: nothing with every write synced');
    else rows.push(...rowsOf(await measured(durability, options, say)));
  }
  say('a large org');
  rows.push(...sizeRows(await large(options)));
  say('killing the orchestrator, and a runner');
  rows.push(...recoveryRows(await recover(KILLS)));
  return [...rows, ...machineRows()];
};

type Say = Parameters<Suite>[0];

async function measured(durability: Durability, options: EngineOptions, say: Say): Promise<Measured> {
  const stack = await startStack({ durability, profileDir: options.profile });
  const peers = await startPeers(durability, load);
  const contenders = [await headraceContender(stack, load), ...peers.contenders];
  try {
    const rates = await rounds(contenders, options, (text) => say(`${durability}: ${text}`));
    const starts = await lones(contenders, options.starts);
    const commits = await committing(stack, options);
    return { durability, rates, starts, commits, skipped: peers.skipped };
  } finally {
    await ended(contenders, peers, stack);
  }
}

async function rounds(contenders: readonly Contender[], { rounds, tasks }: EngineOptions, say: Say) {
  const rates = emptySeries(contenders);
  for (let round = 0; round < rounds; round++) {
    for (const { name, drain } of contenders) {
      const rate = (tasks / (await drain(tasks))) * 1000;
      say(`round ${round}, ${name}: ${Math.round(rate)} tasks/s`);
      if (round > 0 || rounds === 1) rates[name]?.push(rate);
    }
  }
  return rates;
}

async function lones(contenders: readonly Contender[], times: number) {
  const starts = emptySeries(contenders);
  const warmUp = Math.ceil(times / 10);
  for (let n = -warmUp; n < times; n++)
    for (const { name, lone } of contenders) {
      const ms = await lone();
      if (n >= 0) starts[name]?.push(ms);
    }
  return starts;
}

async function committing(stack: Stack, { rounds, commits }: EngineOptions): Promise<CommitRates[]> {
  await prepareCommits(stack, HELD_TASKS);
  const found: CommitRates[] = [];
  for (let round = 0; round < rounds; round++)
    found.push(await commitRates(stack, { commits, tasks: HELD_TASKS, batch: load.batch }));
  return found.length > 1 ? found.slice(1) : found;
}

async function large({ large: tasks }: EngineOptions) {
  const stack = await startStack({ durability: 'each second' });
  try {
    return await sizes(stack, tasks, CLAIMS);
  } finally {
    await stack.stop();
  }
}

async function ended(contenders: readonly Contender[], peers: Peers, stack: Stack): Promise<void> {
  for (const { close } of contenders) await close();
  await peers.stop();
  await stack.stop();
}

const emptySeries = (contenders: readonly Contender[]): Record<string, number[]> =>
  Object.fromEntries(contenders.map(({ name }) => [name, []]));

/** So that figures of a busy machine are not taken for those of a quiet one. */
const machineRows = (): readonly Row[] => [
  { name: 'machine_cores', value: cpus().length, unit: '', ratioTo: null },
  { name: 'machine_load_15_minutes', value: loadavg()[2] ?? 0, unit: '', ratioTo: null },
];
