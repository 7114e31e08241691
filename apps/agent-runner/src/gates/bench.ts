import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { restore } from '../git/seal.ts';
import { addWorkspace, inWorkspace, mendLinks, removeWorkspace, type Workspace } from '../git/workspace.ts';
import type { Bench } from './gate.ts';

export type OpenBench = Bench & {
  readonly dir: string;
  /** Another clean checkout of the head, for somebody who must find nothing but the commit. */
  separate(name: string): Promise<Workspace>;
  close(): Promise<void>;
};

/** `dir`: empty, for the checkouts, and for a home and a temporary directory that all commands share. */
export async function openBench(dir: string, given: Omit<Bench, 'checkout' | 'rooms'>): Promise<OpenBench> {
  const { git, mirror, objects } = given;
  const opened: Workspace[] = [];
  await mkdir(dir, { recursive: true });
  let shared: Workspace | null = null;

  async function separate(name: string): Promise<Workspace> {
    await restore(mirror.gitDir);
    const at = { path: join(dir, name), branch: null, commit: objects.head, reason: given.mark };
    const workspace = await addWorkspace(git, mirror, at);
    opened.push(workspace);
    return workspace;
  }

  /** What a command before left in tracked or new files does not reach the next one; what git ignores stays. */
  async function checkout(): Promise<Workspace> {
    if (!shared) {
      shared = await separate('checkout');
      return shared;
    }
    await restore(mirror.gitDir);
    await mendLinks(mirror, shared);
    await git(inWorkspace(shared), ['reset', '-q', '--hard', objects.head]);
    await git(inWorkspace(shared), ['clean', '-ffdq']);
    return shared;
  }

  return {
    ...given,
    dir,
    rooms: { home: join(dir, 'home'), tmp: join(dir, 'tmp'), index: join(dir, 'index') },
    checkout,
    separate,
    async close() {
      await restore(mirror.gitDir);
      for (const workspace of opened) await removeWorkspace(git, mirror, workspace);
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
