import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PostgresFailure } from './postgres.failure.ts';
import type { Account } from './postgres.account.ts';

/**
 * The first directory on the way to `path` (itself included where it is one) that the account may not pass; null when
 * the way is open. What does not exist yet is made by us and is no obstacle.
 */
export async function closedDirectory(path: string, account: Account | null): Promise<string | null> {
  if (!account) return null;
  for (const dir of waysTo(resolve(path))) if (await isClosed(dir, account)) return dir;
  return null;
}

/** For a data directory, before anything is started. Errors: HOME_UNUSABLE. */
export async function checkAccess(path: string, account: Account | null): Promise<void> {
  const closed = await closedDirectory(path, account);
  if (!closed) return;
  throw new PostgresFailure(
    'HOME_UNUSABLE',
    `Postgres runs under uid ${account?.uid} and cannot pass ${closed} on the way to ${path}. ` +
      `Choose a home below directories that everybody may pass (chmod o+x), such as /var/lib/headrace.`,
  );
}

function waysTo(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...waysTo(parent), path];
}

async function isClosed(path: string, { uid, gid }: Account): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (!found?.isDirectory()) return false;
  const shift = found.uid === uid ? 6 : found.gid === gid ? 3 : 0;
  return ((found.mode >> shift) & 1) === 0;
}
