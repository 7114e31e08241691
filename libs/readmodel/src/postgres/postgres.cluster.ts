import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkAccess } from './postgres.access.ts';
import type { Account } from './postgres.account.ts';
import type { PostgresBinaries } from './postgres.binaries.ts';
import { PostgresFailure } from './postgres.failure.ts';

const run = promisify(execFile);

export type Cluster = {
  readonly dataDir: string;
  /** The superuser of the cluster, made by initdb. */
  readonly user: string;
  readonly password: string;
  /** False: `initdb` does not wait for the disk. For tests. */
  readonly isDurable: boolean;
};

/** What Postgres may know of our environment. */
export const postgresEnv = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
});

/** Makes the data directory where there is none, else checks that these binaries can read it. */
export async function prepareCluster(
  cluster: Cluster,
  binaries: PostgresBinaries,
  account: Account | null,
): Promise<void> {
  await checkAccess(cluster.dataDir, account);
  const version = await readFile(join(cluster.dataDir, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version === null) return initialise(cluster, binaries, account);
  const major = binaries.version.split('.')[0];
  if (version.trim() === major) return;
  throw new PostgresFailure(
    'HOME_UNUSABLE',
    `${cluster.dataDir} was made by Postgres ${version.trim()} and this is ${major}. ` +
      `It holds nothing that the log does not hold: move it away, it is filled again.`,
  );
}

async function initialise(
  { dataDir, user, password, isDurable }: Cluster,
  binaries: PostgresBinaries,
  account: Account | null,
): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (account) await chown(dataDir, account.uid, account.gid);
  const secrets = await mkdtemp(join(tmpdir(), 'headrace-initdb-'));
  const file = join(secrets, 'password');
  try {
    await writeFile(file, password, { mode: 0o600 });
    if (account) for (const path of [secrets, file]) await chown(path, account.uid, account.gid);
    const words = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${user}`];
    const paths = [`--pgdata=${dataDir}`, `--pwfile=${file}`];
    await run(binaries.initdb, [...words, ...paths, ...(isDurable ? [] : ['--no-sync'])], {
      ...account,
      env: postgresEnv(),
    });
    await chmod(dataDir, 0o700);
  } catch (cause) {
    await rm(dataDir, { recursive: true, force: true }); // half a cluster would be taken for a whole one
    throw new PostgresFailure('POSTGRES_UNAVAILABLE', `initdb failed: ${wordsOf(cause)}`);
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
}

function wordsOf(cause: unknown): string {
  const said = (cause as { stderr?: string }).stderr?.trim(); // of execFile
  return said || String(cause);
}
