import { readdirSync, readFileSync } from 'node:fs';

export type Process = {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly env: string;
};

/** Proportional memory (PSS) in bytes of the processes below `root`, without agents and gates. Linux only; null elsewhere. */
export function stackMemory(root: number): number | null {
  if (process.platform !== 'linux') return null;
  const all = processes();
  const mine = below(root, all).filter(({ env }) => !env.includes('\0HEADRACE_MARK='));
  return mine.reduce((sum, { pid }) => sum + pssOf(pid), 0);
}

/** The pids below `root`, itself included. */
export const processTree = (root: number): readonly number[] =>
  below(root, processes()).map(({ pid }) => pid);

/** Those below `root`, itself included. */
export const processesBelow = (root: number): readonly Process[] => below(root, processes());

/** Those of `pids` that are alive and have this word in their environment. */
export const aliveWith = (word: string): readonly Process[] =>
  processes().filter(({ env }) => env.includes(word));

function below(root: number, all: readonly Process[]): Process[] {
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        const env = `\0${readFileSync(`/proc/${name}/environ`, 'latin1')}`;
        return [
          {
            pid: Number(name),
            parent: Number(parent),
            command: readFileSync(`/proc/${name}/cmdline`, 'latin1'),
            env,
          },
        ];
      } catch {
        return []; // gone in between
      }
    });
}

function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
