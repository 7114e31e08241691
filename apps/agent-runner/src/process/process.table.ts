import { readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { execa } from 'execa';

/** What the sweep needs to know of a process. */
export type ProcessEntry = {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** NAME=VALUE strings, as far as this user may read them. */
  readonly environment: readonly string[];
};

const hasProc = process.platform === 'linux';

/** When the process started, in a form that two calls agree on; empty when there is none, or it has ended and nobody has noticed. */
export async function startOf(pid: number): Promise<string> {
  if (hasProc) {
    const stat = await statOf(pid);
    return !stat || hasEnded(stat[0]) ? '' : (stat[19] ?? '');
  }
  const { stdout } = await execa('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { reject: false });
  const [, state, start = ''] = /^\s*(\S+)\s+(.*\S)/.exec(stdout) ?? [];
  return hasEnded(state) ? '' : start;
}

const hasEnded = (state = ''): boolean => /^[ZX]/.test(state);

/**
 * Every live process that can be looked into; zombies are left out. Without /proc (macOS) `ps -E` shows environments
 * of the same user, though not those of programs that the system protects: there, groups and parents must do.
 */
export function processTable(): Promise<readonly ProcessEntry[]> {
  return hasProc ? procTable() : psTable();
}

async function procTable(): Promise<readonly ProcessEntry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const entries = await Promise.all(pids.map(procEntry));
  return entries.filter((entry) => entry !== null);
}

async function procEntry(pid: number): Promise<ProcessEntry | null> {
  const stat = await statOf(pid);
  if (!stat || hasEnded(stat[0])) return null;
  return { pid, parent: Number(stat[1]), group: Number(stat[2]), environment: environmentOf(pid) };
}

/** At one go: a process that becomes another program between the opening and the reading of the file shows nothing there. */
function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  } catch {
    return [];
  }
}

/** The fields of /proc/PID/stat from the state on: the name before them may hold spaces and brackets. */
async function statOf(pid: number): Promise<readonly string[] | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function psTable(): Promise<readonly ProcessEntry[]> {
  const { stdout } = await execa('ps', ['-A', '-E', '-ww', '-o', 'pid=,ppid=,pgid=,stat=,command='], {
    reject: false,
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, group, stat, rest] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (!pid || hasEnded(stat)) return [];
    const environment = (rest ?? '').split(' ');
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), environment }];
  });
}
