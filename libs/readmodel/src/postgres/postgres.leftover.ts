import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PostgresFailure } from './postgres.failure.ts';

const run = promisify(execFile);
const waitMs = 30_000;

/**
 * Ends a server that outlived whoever started it, so that the directory can be served again. Its number may long
 * belong to another process: only one whose command line names this directory is ended. A lock file that names some
 * other living process is removed, which Postgres itself would not dare; one that names nobody is left to Postgres,
 * which knows by it whether backends of a killed server are still about.
 */
export async function stopLeftover(dataDir: string): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid || !isAlive(pid)) return;
  if (!(await commandOf(pid)).includes(dataDir)) return rm(lock, { force: true });
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited >= waitMs)
      throw new PostgresFailure('HOME_UNUSABLE', `postgres ${pid} on ${dataDir} does not end`);
    await pause(50);
  }
}

async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
