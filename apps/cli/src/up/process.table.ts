import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When a process began, as an opaque word that tells it from a later one with the same pid; null when there is none. */
export function startedAt(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? null : (fields[19] ?? null);
    }
    const row = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
    const [, state = '', start = ''] = /^\s*(\S+)\s+(.*\S)/.exec(row) ?? [];
    return state.startsWith('Z') ? null : start || null;
  } catch {
    return null;
  }
}

export const isAlive = (pid: number): boolean => startedAt(pid) !== null;
