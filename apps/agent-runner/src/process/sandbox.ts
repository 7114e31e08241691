import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/**
 * What keeps an agent in its workspace. L0: an environment, a home and a process group of its own, time limits and the
 * sweep. L1: bwrap besides; the file system is read-only but for the workspace, its home and its temporary directory.
 */
export type SandboxLevel = 'L0' | 'L1';

export type Sandbox = {
  readonly level: SandboxLevel;
  /** The words that run `words` inside. */
  wrap(words: readonly string[], rooms: Rooms): readonly string[];
};

export type Rooms = {
  readonly cwd: string;
  readonly writable: readonly string[];
  readonly readable: readonly string[];
};

export const noSandbox: Sandbox = { level: 'L0', wrap: (words) => words };

/** Where people keep what an agent has no business with. */
const PRIVATE = ['.ssh', '.aws', '.gnupg', '.kube', '.docker', '.config/gcloud', '.config/gh'];

/** Whether bwrap works here: a container may refuse user namespaces. */
export async function canSandbox(): Promise<boolean> {
  const { failed } = await execa('bwrap', ['--ro-bind', '/', '/', '--unshare-all', 'true'], {
    reject: false,
  });
  return !failed;
}

/** `hidden`: the runner's state, where tokens and other attempts lie. */
export function sandboxHiding(hidden: string): Sandbox {
  const secret = PRIVATE.map((name) => join(homedir(), name)).filter(existsSync);
  const covers = [hidden, ...secret].flatMap((path) => ['--tmpfs', path]);
  return {
    level: 'L1',
    wrap: (words, { cwd, writable, readable }) => [
      ...['bwrap', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', ...covers],
      ...readable.flatMap((path) => ['--ro-bind', path, path]),
      ...writable.flatMap((path) => ['--bind', path, path]),
      ...['--unshare-all', '--share-net', '--die-with-parent', '--new-session', '--chdir', cwd, '--'],
      ...words,
    ],
  };
}
