import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const source = join(import.meta.dirname, '../src');

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A program of this app as a process of its own, from its sources. */
export type Running = {
  readonly child: ChildProcess;
  /** The next line of stdout, as JSON; null at its end. */
  nextLine(): Promise<Record<string, unknown> | null>;
  /** All of stderr so far, as JSON lines. */
  logged(): Record<string, unknown>[];
  readonly ended: Promise<Ended>;
};

export function run(program: 'main.ts' | 'rebuild.ts', env: NodeJS.ProcessEnv, ...args: string[]): Running {
  const own = { PATH: process.env['PATH'], HEADRACE_LOG_LEVEL: 'info', ...env };
  const child = spawn(process.execPath, [join(source, program), ...args], {
    env: own,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  return {
    child,
    nextLine: async () => {
      const { value, done } = await lines.next();
      return done ? null : (JSON.parse(value) as Record<string, unknown>);
    },
    logged: () => said.map((line) => JSON.parse(line) as Record<string, unknown>),
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal }))),
  };
}
