import type { Entry } from '@headrace/events/jetstream';
import { z } from 'zod';

/** A writer says so often that it still writes. */
export const RENEW_MS = 500;

/** After so long without that, whoever wants to write may take its place. */
export const LEASE_MS = 2_000;

/** How often those look who do not write. */
export const LOOK_MS = 200;

/** `<kind>_<machine>_<pid>_<start>` */
export const processId = (kind: string, machine: string, pid: number, startMs: number): string =>
  `${kind}_${machine}_${pid}_${startMs.toString(36)}`;

/**
 * Under `writer.<shard>` in the control bucket: who writes a shard, and where it is asked. It keeps others from trying
 * and tells followers whom to ask; safety does not need it (docs/adr/0003). Anything else there means: nobody.
 */
export const WriterClaim = z.object({ id: z.string(), pid: z.number(), address: z.string().nullable() });
export type WriterClaim = z.infer<typeof WriterClaim>;

/** What somebody has put there, and since when it has been the last word: by our own clock, since clocks differ. */
export type Sighting = { readonly entry: Pick<Entry, 'value' | 'revision'>; readonly sinceMs: number };

/** `nowMs`: of a clock that never goes back. */
export function sightingOf(before: Sighting | null, entry: Sighting['entry'] | null, nowMs: number) {
  if (entry === null) return null;
  return before?.entry.revision === entry.revision ? before : { entry, sinceMs: nowMs };
}

type Me = {
  readonly id: string;
  readonly nowMs: number;
  /** Whether a process of this machine runs. */
  readonly isRunning: (pid: number) => boolean;
};

/**
 * Whether the place of the writer may be taken. One of this machine that no longer runs is our predecessor: nobody has to
 * wait until its claim has grown old. A wrong answer costs a refused append, never a double write.
 */
export function isVacant(sighting: Sighting | null, me: Me): boolean {
  const claim = claimIn(sighting);
  if (!sighting || !claim || claim.id === me.id) return true;
  if (me.nowMs - sighting.sinceMs > LEASE_MS) return true;
  return machineOf(claim.id) === machineOf(me.id) && !me.isRunning(claim.pid);
}

export const claimIn = (sighting: Sighting | null): WriterClaim | null =>
  WriterClaim.safeParse(sighting?.entry.value).data ?? null;

const machineOf = (id: string): string | undefined => id.split('_')[1];

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
