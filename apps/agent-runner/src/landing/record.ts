import { randomBytes } from 'node:crypto';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LandingAssignment, Sha } from '@headrace/events';
import { z } from 'zod';
import { writeDurably } from '../state/durable.ts';
import { landingDir, type StateDir } from '../state/state.dir.ts';

/** What a later life of the runner has to know of a landing. */
export const LandingRecord = z.object({
  landing: LandingAssignment,
  mark: z.string(),
  /** Set once the orchestrator has recorded it, and before anything is pushed. */
  prepared: z.object({ base: Sha, result: Sha }).nullable(),
});
export type LandingRecord = z.infer<typeof LandingRecord>;

export const newLanding = (landing: LandingAssignment): LandingRecord => ({
  landing,
  mark: randomBytes(16).toString('hex'),
  prepared: null,
});

export const dirOf = (state: StateDir, { landing }: LandingRecord): string =>
  landingDir(state, landing.changeId, landing.fence);

export const saveLanding = (state: StateDir, record: LandingRecord): Promise<void> =>
  writeDurably(join(dirOf(state, record), 'record.json'), JSON.stringify(record));

export const forgetLanding = (state: StateDir, record: LandingRecord): Promise<void> =>
  rm(dirOf(state, record), { recursive: true, force: true, maxRetries: 5 });

/** What an earlier life left; one that cannot be read was never begun. */
export async function landingsLeft(state: StateDir): Promise<readonly LandingRecord[]> {
  const names = await readdir(state.landings);
  const records = await Promise.all(names.map((name) => recordIn(join(state.landings, name))));
  return records.filter((record) => record !== null);
}

async function recordIn(dir: string): Promise<LandingRecord | null> {
  try {
    return LandingRecord.parse(JSON.parse(await readFile(join(dir, 'record.json'), 'utf8')));
  } catch {
    await rm(dir, { recursive: true, force: true });
    return null;
  }
}
