import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PostgresFailure } from './postgres.failure.ts';

const run = promisify(execFile);

/** An account of this machine that Postgres runs under. */
export type Account = { readonly uid: number; readonly gid: number };

/** Postgres refuses to run as root, so root lends it the account `postgres`, which is made when it is missing. Null: our own account does. */
export async function postgresAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  return (await accountOf('postgres')) ?? (await newAccount('postgres'));
}

async function accountOf(name: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null; // `id` fails for a name that it does not know
  }
}

async function newAccount(name: string): Promise<Account> {
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ]);
  } catch (cause) {
    throw new PostgresFailure(
      'POSTGRES_UNAVAILABLE',
      `Postgres does not run as root and the account "${name}" cannot be made: ${String(cause)}`,
    );
  }
  const made = await accountOf(name);
  if (made) return made;
  throw new PostgresFailure('POSTGRES_UNAVAILABLE', `the account "${name}" was made but is not there`);
}
