import {
  packGraph,
  restoredOrg,
  savedOrg,
  unpackGraph,
  type OrgState,
  type SavedOrg,
} from '@headrace/engine';
import type { Command } from '@headrace/events';
import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { act, newOrg, setUp } from './engine.org.ts';
import { draftOf, largePlan } from './large.plan.ts';
import { cpuMs } from './timing.ts';

/* hold: folds a million tasks of 10,000 plans and saves them. start: restores them. Prints what it took as JSON. */

const [what, path = ''] = process.argv.slice(2);
const PLANS = 10_000;
const TASKS = 100;

const memory = () => {
  for (let i = 0; i < 3; i++) (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed };
};

function hold(): Record<string, number> {
  const org = newOrg();
  setUp(org);
  for (let n = 0; n < PLANS; n++)
    for (const command of draftOf(largePlan(`plan-${n}`, TASKS, 2), 'd'.repeat(64)))
      act(org, JSON.parse(JSON.stringify(command)) as Command); // as a reader gives it: no text is shared
  const held = memory();
  const file = openSync(path, 'w');
  const packMs = cpuMs(() => packGraph(savedOrg(org.state), (chunk) => void writeSync(file, chunk)));
  closeSync(file);
  return { ...held, packMs, fileBytes: statSync(path).size };
}

function start(): Record<string, number> {
  let state: OrgState | null = null;
  const startMs = cpuMs(() => void (state = restoredOrg(unpackGraph(readFileSync(path)) as SavedOrg)));
  const held = memory();
  return { startMs, plans: (state as OrgState | null)?.plans.size ?? 0, ...held };
}

process.stdout.write(JSON.stringify(what === 'hold' ? hold() : start()));
