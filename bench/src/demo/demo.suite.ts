import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Row, Suite } from '../row.ts';
import { processTree, stackMemory } from './process.memory.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Runs the demo as a user would, twice: the second run is the one that counts. */
export const demoSuite: Suite = async (say) => {
  say('first run, to fill the caches');
  await demo(say);
  say('second run');
  const run = await demo(say);
  say('stopping a demo that is under way');
  const stop = await stopped(say);
  const rows: Row[] = [
    { name: 'demo_first_claim', value: run.firstClaimMs / 1000, unit: 's', ratioTo: null, aim: '<= 10' },
    { name: 'demo_whole', value: run.wholeMs / 1000, unit: 's', ratioTo: null, aim: '<= 120' },
    { name: 'demo_exit_code', value: run.code, unit: '', ratioTo: null, aim: '0' },
    { name: 'demo_stop', value: stop.ms / 1000, unit: 's', ratioTo: null, aim: '<= 5' },
    { name: 'demo_left_processes', value: stop.left, unit: '', ratioTo: null, aim: '0' },
    { name: 'demo_left_locks', value: stop.locks, unit: '', ratioTo: null, aim: '0' },
  ];
  return run.peakBytes === null
    ? rows
    : [
        ...rows,
        {
          name: 'demo_memory_pss_peak',
          value: run.peakBytes / 2 ** 20,
          unit: 'MiB',
          ratioTo: null,
          aim: '<= 1229',
        },
      ];
};

type Run = {
  readonly firstClaimMs: number;
  readonly wholeMs: number;
  readonly peakBytes: number | null;
  readonly code: number;
};

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

const launch = (args: readonly string[]) =>
  spawn(
    'npm',
    [
      'run',
      '--silent',
      'demo',
      '--',
      '--json',
      '--orchestrator-port',
      '0',
      '--web-port',
      '0',
      '--nats-port',
      '0',
      ...args,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );

async function demo(say: (text: string) => void): Promise<Run> {
  const since = performance.now();
  const child = launch(['--exit']);
  let firstClaimMs = Number.NaN;
  let peakBytes: number | null = null;
  const sampling = setInterval(() => {
    const bytes = child.pid ? stackMemory(child.pid) : null;
    if (bytes !== null) peakBytes = Math.max(peakBytes ?? 0, bytes);
  }, 1000);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (Number.isNaN(firstClaimMs) && line.includes('"TaskClaimed"'))
      firstClaimMs = performance.now() - since;
  });
  const code = await new Promise<number>((done) => child.on('exit', (exit) => done(exit ?? 1)));
  clearInterval(sampling);
  say(`ended with ${code}`);
  return { firstClaimMs, wholeMs: performance.now() - since, peakBytes, code };
}

/** Ctrl-C, as a terminal sends it to the whole group, while agents are at work: how long until nothing of it is alive. */
async function stopped(say: (text: string) => void): Promise<{ ms: number; left: number; locks: number }> {
  const home = mkdtempSync(join(tmpdir(), 'headrace-bench-'));
  const child = launch(['--home', home]);
  await new Promise<void>((resolved) => {
    let starts = 0;
    createInterface({ input: child.stdout }).on(
      'line',
      (line) => line.includes('"AttemptStarted"') && ++starts === 3 && resolved(),
    );
    child.on('exit', () => resolved());
  });
  const before = child.pid ? processTree(child.pid) : [];
  const since = performance.now();
  const exited = new Promise((done) => child.on('exit', done));
  if (child.pid) process.kill(-child.pid, 'SIGINT');
  await exited;
  while (before.some(isAlive) && performance.now() - since < 15_000) await sleep(20);
  const ms = performance.now() - since;
  const left = before.filter(isAlive).length;
  const locks = existsSync(join(home, 'lock')) ? 1 : 0;
  say(`stopped after ${Math.round(ms)} ms`);
  rmSync(home, { recursive: true, force: true });
  return { ms, left, locks };
}
