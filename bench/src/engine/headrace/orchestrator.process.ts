import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../../../..');

export type RunningProcess = {
  /** Of the line that says that it is ready. */
  readonly address: string;
  readonly pid: number;
  end(signal: NodeJS.Signals): Promise<void>;
};

export type ProcessOptions = {
  readonly env: Readonly<Record<string, string>>;
  /** Where a CPU profile of its whole life goes. */
  readonly profileDir?: string | undefined;
};

/** As `headrace up` starts it. Resolves when it says that it is ready. */
export async function startProcess(
  app: 'orchestrator' | 'planner',
  { env, profileDir }: ProcessOptions,
): Promise<RunningProcess> {
  const program = join(root, `apps/${app}/dist/main.js`);
  if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
  const flags = profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`] : [];
  const child = spawn(process.execPath, [...flags, program], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', HEADRACE_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);
  const end = async (signal: NodeJS.Signals) => {
    process.removeListener('exit', reap);
    child.kill(signal);
    await gone;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { ready?: boolean; address?: string };
    if (!said.ready) continue;
    child.stdout.resume();
    return { address: said.address ?? '', pid: child.pid ?? 0, end };
  }
  throw new Error(`${app} ended before it was ready`);
}
