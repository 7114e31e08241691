import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { emptyRepository } from '../engine/headrace/stack.ts';

const program = resolve(import.meta.dirname, '../../../apps/cli/src/main.ts');

export type Up = {
  readonly pid: number;
  readonly orchestrator: string;
  readonly token: string;
  /** Of its Postgres. */
  readonly database: string;
  readonly repository: string;
  stop(): Promise<void>;
};

/** `headrace up` as a person starts it, in a home of its own that goes with it. */
export async function startUp(runners: number): Promise<Up> {
  const dir = mkdtempSync(join(tmpdir(), 'headrace-calm-'));
  const home = join(dir, 'home');
  execFileSync('chmod', ['755', dir]); // Postgres runs as another user
  const repository = emptyRepository(dir);
  const ports = ['--orchestrator-port', '0', '--web-port', '0', '--nats-port', '0'];
  const args = [
    program,
    'up',
    '--json',
    '--home',
    home,
    '--runners',
    String(runners),
    '--slots',
    '1',
    ...ports,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([
    once(lines, 'line'),
    gone.then(([code]) => Promise.reject(new Error(`up ended with ${String(code)}`))),
  ])) as [string];
  const said = JSON.parse(line) as { orchestrator: string; tokenFile: string; pid: number };
  const { database } = JSON.parse(readFileSync(join(home, 'addresses.json'), 'utf8')) as { database: string };
  return {
    ...{ pid: said.pid, orchestrator: said.orchestrator, database, repository },
    token: readFileSync(said.tokenFile, 'utf8').trim(),
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
      rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
