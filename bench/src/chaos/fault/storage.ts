import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NO_ROOM = '\n  max_file_store: 65536';

/** From its next start on the server has room for nothing. Answers whether that is new. */
export function takeRoom(config: string): boolean {
  const roomy = readFileSync(config, 'utf8');
  if (roomy.includes(NO_ROOM)) return false;
  writeFileSync(config, roomy.replace('jetstream {', `jetstream {${NO_ROOM}`));
  return true;
}

export const giveRoom = (config: string): void =>
  writeFileSync(config, readFileSync(config, 'utf8').replace(NO_ROOM, ''));

/** The process can make no file longer than the longest that lies in `dir`. False where it is gone, or nothing can do that. */
export function limitFileSize(pid: number, dir: string): boolean {
  const bytes = longestBelow(dir);
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:${bytes}`], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

const longestBelow = (dir: string): number =>
  Math.max(
    0,
    ...readdirSync(dir, { withFileTypes: true }).map((entry) => {
      const path = join(dir, entry.name);
      return entry.isDirectory()
        ? longestBelow(path)
        : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    }),
  );
