import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { startOf } from '../process/process.table.ts';

const Holder = z.object({ pid: z.number().int(), started: z.string() });
type Holder = z.infer<typeof Holder>;

/** The state directory belongs to another live runner. */
export class StateLocked extends Error {
  readonly code = 'HOME_LOCKED';
}

/**
 * Takes the state directory for this process; answers how to give it back. The file names the process and when it
 * started, because a process id alone may have been given to another one since. Errors: StateLocked.
 */
export async function lockState(path: string): Promise<() => Promise<void>> {
  const mine: Holder = { pid: process.pid, started: await startOf(process.pid) };
  for (let tries = 0; tries < 5; tries++) {
    if (await create(path, mine)) return () => release(path, mine);
    await displace(path);
  }
  throw new StateLocked(`${path} keeps changing hands`);
}

/** `link` makes the file with its content in one step: nobody ever reads half a lock. */
async function create(path: string, mine: Holder): Promise<boolean> {
  const fresh = `${path}.${mine.pid}`;
  await writeFile(fresh, JSON.stringify(mine), { mode: 0o600 });
  try {
    await link(fresh, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(fresh, { force: true });
  }
}

/** Moves a dead holder's file away; another starter may do so at the same moment, then one of us finds it gone. */
async function displace(path: string): Promise<void> {
  const holder = await holderOf(path);
  if (holder && (await isAlive(holder)))
    throw new StateLocked(`${path} is held by process ${holder.pid}; stop it, or use another --state`);
  const aside = `${path}.stale.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const moved = await holderOf(aside);
  if (moved && (await isAlive(moved))) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function release(path: string, mine: Holder): Promise<void> {
  const holder = await holderOf(path);
  if (holder?.pid === mine.pid && holder.started === mine.started) await rm(path, { force: true });
}

async function holderOf(path: string): Promise<Holder | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return Holder.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

async function isAlive({ pid, started }: Holder): Promise<boolean> {
  return (await startOf(pid)) === started && started !== '';
}
