import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGISTRATION_TOKEN } from './orchestrator.fake.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const agent = join(import.meta.dirname, 'scripted.agent.ts');

/** A real runner process on a state directory of its own. */
export type RunnerProcess = {
  readonly child: ChildProcess;
  /** Its log so far: one JSON object a line. */
  log(): string;
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
};

export type RunnerHome = {
  readonly dir: string;
  readonly state: string;
  readonly journal: string;
  remove(): void;
};

export function runnerHome(): RunnerHome {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'hr-runner-')));
  writeFileSync(join(dir, 'token'), REGISTRATION_TOKEN);
  return {
    dir,
    state: join(dir, 'state'),
    journal: join(dir, 'journal.jsonl'),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 10 }),
  };
}

type Given = {
  readonly url: string;
  readonly home: RunnerHome;
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
};

/** Resolves when it says that it is ready. */
export async function startRunnerProcess({ url, home, flags = [], env = {} }: Given): Promise<RunnerProcess> {
  const fixed = ['--id', 'r1', '--url', url, '--token-file', join(home.dir, 'token'), '--state', home.state];
  const agents = [
    '--agent',
    `demo=${process.execPath} ${agent}`,
    '--agent',
    'gone=/nowhere/agent',
    '--pass-env',
    'AGENT_JOURNAL',
  ];
  const child = spawn(process.execPath, [main, ...fixed, ...agents, ...flags], {
    env: { PATH: process.env['PATH'], HOME: home.dir, AGENT_JOURNAL: home.journal, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  const runner = { child, log: () => log, ended, kill: (signal: NodeJS.Signals) => void child.kill(signal) };
  const gone = ended.then((code) => {
    throw new Error(`the runner ended with ${code}: ${log}`);
  });
  gone.catch(() => undefined);
  const [line] = (await Promise.race([once(child.stdout, 'data'), gone])) as [Buffer];
  const ready = JSON.parse(line.toString()) as { ready: boolean };
  if (!ready.ready) throw new Error('not ready');
  return runner;
}

/** The text of a brief in which the scripted agent finds its steps. */
export const script = (...turns: readonly object[][]): string =>
  turns
    .map((steps, n) => {
      const body = steps.map((step) => JSON.stringify(step)).join('\n');
      return `\`\`\`headrace${n === 0 ? '' : `:${n + 1}`}\n${body}\n\`\`\``;
    })
    .join('\n');
