import { spawn, type ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';

/** A process that is started again whenever it ends. */
export type Kept = {
  pid(): number | null;
  /** SIGTERM, twice, and in the end SIGKILL; resolves when it is gone. */
  stop(): Promise<void>;
};

export type Program = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where what it says is added to. */
  readonly log: string;
};

export const AGAIN_MS = 200;

export function keep({ command, args, env, log }: Program): Kept {
  const output = openSync(log, 'a');
  let child: ChildProcess | null = null;
  let isWanted = true;
  const launch = () => {
    child = spawn(command, args, { env, stdio: ['ignore', output, output] });
    child.once('exit', () => {
      child = null;
      if (isWanted) setTimeout(() => isWanted && launch(), AGAIN_MS);
    });
  };
  launch();
  return {
    pid: () => child?.pid ?? null,
    stop: async () => {
      isWanted = false;
      const ending = child;
      if (!ending) return;
      const gone = new Promise((done) => ending.once('exit', done));
      ending.kill('SIGTERM');
      const insist = setTimeout(() => ending.kill('SIGTERM'), 2_000);
      const enforce = setTimeout(() => ending.kill('SIGKILL'), 8_000);
      await gone;
      clearTimeout(insist);
      clearTimeout(enforce);
    },
  };
}
