import { readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/** What these processes have used so far. Linux only. */
export const cpuSecondsOf = (processes: readonly { readonly pid: number }[]): number =>
  processes.reduce((sum, { pid }) => sum + ticksOf(pid), 0) / TICKS_A_SECOND;

/** Its own time, in user and in system mode; of one that has ended, nothing. */
function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
