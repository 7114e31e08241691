import { join } from 'node:path';
import { keep, type Kept } from './kept.ts';
import { root } from './up.ts';

export type RunnerPlace = {
  readonly id: string;
  readonly url: string;
  readonly home: string;
  readonly state: string;
  readonly env: NodeJS.ProcessEnv;
};

/** It drains when it is stopped, then cancels. */
export function keepRunner({ id, url, home, state, env }: RunnerPlace): Kept {
  const program = join(root, 'apps/agent-runner/src/main.ts');
  const place = ['--url', url, '--state', state, '--token-file', join(home, 'token')];
  return keep({
    command: process.execPath,
    args: [program, '--id', id, '--slots', '3', ...place],
    env,
    log: join(home, '..', `${id}.log`),
  });
}
