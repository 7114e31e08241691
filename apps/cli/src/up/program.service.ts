import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Failure } from '../terminal/failure.ts';
import type { Running, Service } from './supervisor.ts';

export type Program = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Its first JSON line `{"ready":true}` on stdout, or a line that the pattern matches. */
  readonly ready: 'json' | RegExp;
  /** It may end by itself, with 0: then it is not started again. */
  readonly mayEnd?: boolean;
  /** From SIGTERM to SIGKILL. */
  readonly graceMs: number;
  /** From SIGTERM to the second one, at which a runner no longer drains but cancels; half of the grace without it. */
  readonly insistMs?: number;
};

/** A program of which we see the output and, in a group of its own, decide the end. */
export function programService(program: Program): Service {
  const { name, ready, command, args, env } = program;
  const launch: Service['launch'] = (log, signal, born) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    if (child.pid) born(child.pid);
    const tail: string[] = [];
    const gone = new Promise<string>((resolve) =>
      child.once('exit', (code, signal) => resolve(String(signal ?? code))),
    );
    const running = runningOf(child, gone, program);
    signal.addEventListener('abort', () => void running.end(), { once: true });
    return new Promise((resolve, reject) => {
      const heard = (line: string) => {
        log(line);
        if (tail.push(line) > 12) tail.shift();
        if (ready === 'json' ? isReadyLine(line) : ready.test(line)) resolve(running);
      };
      for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', heard);
      child.once('error', (error) =>
        reject(new Failure('INTERNAL', `${name} cannot be started: ${error.message}`)),
      );
      void gone.then((how) =>
        reject(new Failure('INTERNAL', `${name} ended (${how}) before it was ready\n${tail.join('\n')}`)),
      );
    });
  };
  return { name, stopSignal: 'SIGTERM', mayEnd: program.mayEnd ?? false, launch };
}

function runningOf(
  child: ChildProcess,
  gone: Promise<string>,
  { graceMs, insistMs = graceMs / 2 }: Program,
): Running {
  const end = async () => {
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGTERM'), insistMs);
    const enforce = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await gone;
    clearTimeout(insist);
    clearTimeout(enforce);
  };
  return { pid: child.pid ?? 0, gone, signal: (signal) => void child.kill(signal), end };
}

function isReadyLine(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    return (JSON.parse(line) as { ready?: boolean }).ready === true;
  } catch {
    return false;
  }
}
