import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { headraceContender } from '../engine/headrace/headrace.contender.ts';
import { claim, finishing, register, send, submitPlan } from '../engine/headrace/plans.ts';
import { startStack, type Stack } from '../engine/headrace/stack.ts';
import type { Row, Suite } from '../row.ts';
import { percentile } from '../engine/statistics.ts';

const BATCH = 100;
const WORKERS = 8;
const TOP_TASKS = 5000;
const SAMPLE_MS = 1000;

type Sample = { readonly atMs: number; readonly value: number };
type Load = {
  /** Milliseconds that it took to say that what was claimed is begun and done. */
  readonly reports: Sample[];
  /** MiB that the orchestrator held. */
  readonly memory: Sample[];
  readonly tasks: number;
};

/** Half of the top load for some time: does anything grow? Plans are archived when they end. Word: `minutes=`. */
export const flatSuite: Suite = async (say, words) => {
  const minutes = Number(words.find((word) => word.startsWith('minutes='))?.slice(8) ?? 30);
  const stack = await startStack({ durability: 'each second' });
  try {
    const contender = await headraceContender(stack, { callers: 8, workers: 8, batch: BATCH });
    await contender.drain(TOP_TASKS); // warm
    const top = (TOP_TASKS / (await contender.drain(TOP_TASKS))) * 1000;
    say(`top load: ${Math.round(top)} tasks/s; half of it for ${minutes} minutes`);
    return rowsOf(await underLoad(stack, top / 2, minutes * 60_000), top, minutes);
  } finally {
    await stack.stop();
  }
};

async function underLoad(stack: Stack, perSecond: number, forMs: number): Promise<Load> {
  const client = stack.client();
  const reports: Sample[] = [];
  const memory: Sample[] = [];
  const left = new Map<string, number>();
  const began = performance.now();
  const now = () => performance.now() - began;
  let tasks = 0;
  let isOver = false;

  const schedule = async () => {
    for (let n = 0; now() < forMs; n++) {
      await sleep(Math.max(0, (n * BATCH * 1000) / perSecond - now()));
      left.set(`flat-${n}`, BATCH);
      await send(client, [submitPlan(`flat-${n}`, BATCH)]);
    }
    isOver = true;
  };
  const work = async (runnerId: string) => {
    await register(client, runnerId);
    while (!isOver) {
      const attempts = await claim(client, { runnerId, slots: BATCH, waitMs: 200 });
      if (attempts.length === 0) continue;
      const since = now();
      await send(client, finishing(attempts));
      reports.push({ atMs: since, value: now() - since });
      tasks += attempts.length;
      for (const { planId } of attempts) left.set(planId, (left.get(planId) ?? 0) - 1);
      for (const planId of [...left.keys()].filter((id) => left.get(id) === 0)) {
        left.delete(planId);
        await send(client, [{ command: { type: 'ArchivePlan', planId } }]);
      }
    }
  };
  const watch = async () => {
    for (; !isOver; await sleep(SAMPLE_MS)) memory.push({ atMs: now(), value: rssMiB(stack.pid()) });
  };
  await Promise.all([schedule(), watch(), ...Array.from({ length: WORKERS }, (_, n) => work(`flat-${n}`))]);
  return { reports, memory, tasks };
}

const rssMiB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** The first tenth warms up and does not count; then the first third is held against the last. */
function rowsOf({ reports, memory, tasks }: Load, top: number, minutes: number): readonly Row[] {
  const forMs = minutes * 60_000;
  const thirds = (all: readonly Sample[]) => [
    all.filter(({ atMs }) => atMs > 0.1 * forMs && atMs <= 0.4 * forMs).map(({ value }) => value),
    all.filter(({ atMs }) => atMs > 0.7 * forMs).map(({ value }) => value),
  ];
  const [early = [], late = []] = thirds(reports);
  const [held = [], holds = []] = thirds(memory);
  const growth = (name: string, before: number, after: number, unit: string): readonly Row[] => [
    { name: `${name}_early`, value: before, unit, ratioTo: null },
    {
      name: `${name}_late_vs_early`,
      value: after / before,
      unit: 'x',
      ratioTo: `${name}_early`,
      aim: 'about 1',
    },
  ];
  return [
    { name: 'flat_top_load', value: top, unit: 'tasks/s', ratioTo: null },
    { name: 'flat_load', value: (tasks / forMs) * 1000, unit: 'tasks/s', ratioTo: null },
    ...growth('flat_report_p50', percentile(early, 0.5), percentile(late, 0.5), 'ms'),
    ...growth('flat_report_p99', percentile(early, 0.99), percentile(late, 0.99), 'ms'),
    ...growth('flat_memory_p50', percentile(held, 0.5), percentile(holds, 0.5), 'MiB'),
  ];
}
