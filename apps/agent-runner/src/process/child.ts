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
  /** Closes stdin, then TERM, then KILL, then everything that carries the mark. Safe to call twice. */
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
    stop: (graceMs) => stop(child, exited, mark, graceMs),
  };
}

async function stop(
  child: ChildProcess,
  exited: Promise<Exit>,
  mark: string,
  graceMs: number,
): Promise<void> {
  child.stdin?.end();
  const hasExited = (ms: number) => Promise.race([exited.then(() => true), sleep(ms, false, { ref: false })]);
  if (!(await hasExited(graceMs))) {
    signalGroup(child, 'SIGTERM');
    if (!(await hasExited(graceMs))) signalGroup(child, 'SIGKILL');
  }
  await sweep(mark, isRunning(child) ? [child.pid ?? 0] : []);
  await exited;
}

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
