import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Row, Suite } from '../row.ts';

const root = resolve(import.meta.dirname, '../../..');

/** What is killed, as the home's list of processes calls it; `demo` is the command itself, which supervises them all. */
const victims = ['orchestrator', 'planner', 'web', 'nats-server', 'postgres', 'runner', 'demo'] as const;
type Victim = (typeof victims)[number];

/** When: agents at work; a landing between its record and its push; a phase that has just opened. */
const moments: readonly string[] = ['AttemptStarted', 'LandingPrepared', 'PhaseOpened'];

/**
 * Runs the demo undisturbed, then once for each process, which gets SIGKILL at every one of the moments. The supervisor
 * starts it again; the demo itself is started again as a person would, on the same home. Each run has to end with the
 * same tree on the target branch.
 */
export const killsSuite: Suite = async (say, chosen) => {
  const wrong = chosen.find((name) => !victims.some((victim) => victim === name));
  if (wrong !== undefined) throw new Error(`Kill ${wrong}? Known are ${victims.join(', ')}`);
  const undisturbed = await survive(null, say);
  const rows = [rowOf('undisturbed', undisturbed, undisturbed.tree)];
  for (const victim of victims.filter((name) => chosen.length === 0 || chosen.includes(name)))
    rows.push(rowOf(victim, await survive(victim, say), undisturbed.tree));
  return rows;
};

/** How the demo ends when everything was merged and not all of its scenes were seen. */
const SCENE_MISSING = 5;

/** The demo stops and kills runners itself: a scene is spoilt when we kill its runner, or the demo that was to see it end. */
const spoilers: ReadonlySet<string> = new Set(['runner', 'demo']);

type End = {
  /** Of the target branch; null: there is none. */
  readonly tree: string | null;
  readonly kills: number;
  readonly seconds: number;
  /** Of the demo: 0 when every scene that it promises was seen too. */
  readonly code: number | null;
};

function rowOf(name: string, { tree, kills, seconds, code }: End, wanted: string | null): Row {
  const wasDisturbed = name === 'undisturbed' || kills > 0;
  const wasPlayed = code === 0 || (spoilers.has(name) && code === SCENE_MISSING);
  const isMet = tree !== null && tree === wanted && wasDisturbed && wasPlayed;
  const aim = `the same tree (${tree?.slice(0, 12) ?? 'none'}) after ${kills} kills, exit code 0 (${code})`;
  return { name: `demo_killed_${name}`, value: seconds, unit: 's', ratioTo: null, aim, isMet };
}

async function survive(victim: Victim | null, say: (text: string) => void): Promise<End> {
  const home = mkdtempSync(join(tmpdir(), 'headrace-kills-'));
  execFileSync('chmod', ['755', home]); // where we are root, Postgres has an account of its own
  const since = performance.now();
  const left = victim === null ? [] : [...moments];
  let code = await demo(home, victim, left, say);
  while (code === null) code = await demo(home, victim, left, say);
  const end = { tree: treeIn(home), kills: victim === null ? 0 : moments.length - left.length };
  const seconds = (performance.now() - since) / 1000;
  say(`${victim ?? 'undisturbed'}: ${JSON.stringify(end)}, exit code ${code}, ${Math.round(seconds)} s`);
  if (code === 0) rmSync(home, { recursive: true, force: true });
  else say(`look into ${home}`);
  return { ...end, seconds, code };
}

/** Resolves with its exit code; null: it was the one that was killed. */
function demo(home: string, victim: Victim | null, left: string[], say: (text: string) => void) {
  const ports = ['--orchestrator-port', '--web-port', '--nats-port'].flatMap((flag) => [flag, '0']);
  const args = ['apps/cli/src/main.ts', 'demo', '--exit', '--json', '--home', home, ...ports];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [moment] = left;
    if (victim === null || moment === undefined || !line.includes(`"type":"${moment}"`)) return;
    const pid = victim === 'demo' ? child.pid : pidIn(home, victim);
    if (pid === undefined) return; // it is being started again: the next event of this type will do
    left.shift();
    say(`SIGKILL to ${victim} at ${line.slice(0, 120)}`);
    process.kill(pid, 'SIGKILL');
  });
  return new Promise<number | null>((done) => child.on('exit', done));
}

/** The first one of that name which runs. */
function pidIn(home: string, victim: Victim): number | undefined {
  const rows = readFileSync(join(home, 'processes'), 'utf8').split('\n');
  const row = rows.map((line) => line.split(' ')).find(([, , , name]) => name?.startsWith(victim));
  return row && existsSync(`/proc/${row[0]}`) ? Number(row[0]) : undefined;
}

function treeIn(home: string): string | null {
  const forge = join(home, 'example', 'tmc.git');
  try {
    const words = ['--git-dir', forge, 'rev-parse', '--verify', 'main^{tree}'];
    return execFileSync('git', words, { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}
