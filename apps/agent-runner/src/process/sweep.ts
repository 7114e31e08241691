import { setTimeout as sleep } from 'node:timers/promises';
import { processTable, type ProcessEntry } from './process.table.ts';

/**
 * The variable by which everything that an attempt started is found again, however it left its process group. Its value
 * is `<attempt's own secret>/<part>`; sweeping for the first half takes all parts.
 */
export const MARK = 'HEADRACE_MARK';

/**
 * Kills every process that carries the mark, and what descends from those or from `roots`, until none is left.
 * `roots` must be alive: a number of a dead process may belong to somebody else by now. None means none twice: a process
 * in the middle of an exec shows no environment, and one that was just forked is in no list yet.
 * A process group is not enough: agents give their shells sessions of their own. One that clears its environment
 * and loses its parents escapes; only the sandbox holds that one. Answers how many were killed.
 */
export async function sweep(mark: string, roots: readonly number[] = []): Promise<number> {
  const killed = new Set<number>();
  for (let round = 0, quiet = 0; round < 100; round++) {
    const found = ofAttempt(await processTable(), mark, round === 0 ? roots : []);
    quiet = found.length === 0 ? quiet + 1 : 0;
    if (quiet === 2) break;
    for (const pid of found) if (kill(pid)) killed.add(pid);
    await sleep(20);
  }
  return killed.size;
}

/** The processes that carry the mark, and the descendants of them and of `roots`; never this one. */
export function ofAttempt(
  table: readonly ProcessEntry[],
  mark: string,
  roots: readonly number[],
): readonly number[] {
  const marker = `${MARK}=${mark}`;
  const isMarked = (variable: string) => variable === marker || variable.startsWith(`${marker}/`);
  const found = new Set(table.filter((entry) => entry.environment.some(isMarked)).map(({ pid }) => pid));
  for (const { pid } of table) if (roots.includes(pid)) found.add(pid);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const { pid, parent } of table) if (found.has(parent)) found.add(pid);
  }
  found.delete(process.pid);
  return [...found];
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
