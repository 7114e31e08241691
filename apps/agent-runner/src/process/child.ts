import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { sweep } from './sweep.ts';

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Program = {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly mark: string;
};

/** A child in a process group of its own. `exited` settles once and never rejects. */
export type Child = {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<Exit>;
  /**
   * Closes stdin unless that was done before, then TERM, then KILL, then everything that carries the mark; the outputs
   * have ended then. Safe to call twice.
   */
  stop(graceMs: number): Promise<void>;
};

/** The program could not be started at all. */
export class NotStarted extends Error {
  readonly code = 'AGENT_NOT_FOUND';
}

export async function start({ words, cwd, env, mark }: Program): Promise<Child> {
  const [command = '', ...args] = words;
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise<Exit>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  const closed = new Promise<void>((resolve) => void child.on('close', () => resolve()));
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new NotStarted(`${command}: ${(error as Error).message}`, { cause: error });
  }
  child.on('error', () => undefined); // a failed kill; the sweep follows
  child.stdin.on('error', () => undefined); // EPIPE: `exited` tells
  return {
    pid: child.pid ?? 0,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    stop: async (graceMs) => {
      await end(child, exited, graceMs);
      await sweep(mark, isRunning(child) ? [child.pid ?? 0] : []);
      await exited;
      await letGo(child, closed, mark);
    },
  };
}

async function end(child: ChildProcess, exited: Promise<Exit>, graceMs: number): Promise<void> {
  const hasExited = (ms: number) => isIn(ms, exited);
  if (!child.stdin?.writableEnded) {
    child.stdin?.end();
    if (await hasExited(graceMs)) return;
  }
  if (await hasExited(0)) return;
  signalGroup(child, 'SIGTERM');
  if (!(await hasExited(graceMs))) signalGroup(child, 'SIGKILL');
}

/**
 * Whoever still holds an output belongs to the attempt: it is looked for again, because a process in the middle of an
 * exec shows no mark. One that has escaped for good keeps its end of the pipe, and we let go of ours.
 */
async function letGo({ stdout, stderr }: ChildProcess, closed: Promise<void>, mark: string): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    if (await isIn(100, closed)) return;
    await sweep(mark);
  }
  stdout?.destroy();
  stderr?.destroy();
}

const isIn = (ms: number, event: Promise<unknown>): Promise<boolean> =>
  Promise.race([event.then(() => true), sleep(ms, false, { ref: false })]);

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** Only while its leader runs: afterwards the number of the group may belong to somebody else. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (!child.pid || !isRunning(child)) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // it has just ended
  }
}
