import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `up` keeps running on this home, by name; only those that are alive. */
export function processesOf(home: string): ReadonlyMap<string, number> {
  const rows = textOf(join(home, 'processes')).split('\n').filter(Boolean);
  return new Map(
    rows
      .map((row) => row.split(' '))
      .filter(([pid, started]) => startedAt(Number(pid)) === started)
      .map(([pid, , , name = '']) => [name, Number(pid)]),
  );
}

export const isAlive = (pid: number): boolean => startedAt(pid) !== null;

/** Postgres works through processes of its own: all of them, the parent first. */
export function familyOf(pid: number): readonly number[] {
  try {
    return [
      pid,
      ...execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
        .split('\n')
        .filter(Boolean)
        .map(Number),
    ];
  } catch {
    return [pid]; // pgrep says by its exit code that there are none
  }
}

/** Whether there was such a process. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** As an opaque word that tells a process from a later one of the same number; null when it is gone. */
function startedAt(pid: number): string | null {
  const stat = textOf(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' || fields[0] === 'Z' ? null : (fields[19] ?? null);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
