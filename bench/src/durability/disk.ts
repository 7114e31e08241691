import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own, whose power can be cut. */
export type Disk = {
  readonly path: string;
  /**
   * As if the power had gone at this moment: what is mounted at `path` afterwards holds what had been handed to the device,
   * and nothing that was only in memory. Whoever writes has to stand still, and be dead before `restore`.
   */
  cut(): { restore(): void };
  remove(): void;
};

/** Whether this process may mount: what the image of a disk needs. */
export function canMount(): boolean {
  try {
    execFileSync('losetup', ['--find'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
}

/**
 * An ext4 in a file. The file holds what ext4 has written to its device; what waits in the page cache for a sync or for the
 * kernel's own time (5 s for metadata, 30 s for data) is not in it, so a copy of the file is the disk after a power failure.
 */
export function createDisk(dir: string, name: string): Disk {
  const path = join(dir, name);
  const image = (n: number) => `${path}.${n}.img`;
  let generation = 0;
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'pipe' });
  const mount = () => run('mount', '-o', 'loop', image(generation), path);
  mkdirSync(path);
  run('truncate', '-s', '768M', image(0));
  run('mkfs.ext4', '-q', image(0));
  mount();
  return {
    path,
    cut() {
      run('cp', '--sparse=always', image(generation), image(generation + 1));
      return {
        restore() {
          run('umount', path);
          rmSync(image(generation));
          generation += 1;
          mount();
        },
      };
    },
    remove() {
      run('umount', path);
      rmSync(image(generation));
    },
  };
}
