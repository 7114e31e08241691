import { spawn, type ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './up.ts';

/** A runner that is started again whenever it ends. */
export type KeptRunner = {
  pid(): number | null;
  /** Drains, then cancels; resolves when it is gone. */
  stop(): Promise<void>;
};

export type RunnerPlace = {
  readonly id: string;
  readonly url: string;
  readonly home: string;
  readonly state: string;
  readonly env: NodeJS.ProcessEnv;
};

export function keepRunner({ id, url, home, state, env }: RunnerPlace): KeptRunner {
  const log = openSync(join(home, '..', `${id}.log`), 'a');
  const program = join(root, 'apps/agent-runner/src/main.ts');
  const words = [
    '--id',
    id,
    '--url',
    url,
    '--slots',
    '3',
    '--state',
    state,
    '--token-file',
    join(home, 'token'),
  ];
  let child: ChildProcess | null = null;
  let isWanted = true;
  const launch = () => {
    child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', log, log] });
    child.once('exit', () => {
      child = null;
      if (isWanted) setTimeout(() => isWanted && launch(), 200);
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
