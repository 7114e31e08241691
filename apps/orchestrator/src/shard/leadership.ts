import type { Entry } from '@headrace/events/jetstream';
import { z } from 'zod';

/** A writer renews its claim every 2 s; after so long without one it counts as gone. */
export const STALE_MS = 10_000;

/** `<shard>_<machine>_<pid>_<start>` */
export const processId = (shard: string, machine: string, pid: number, startMs: number): string =>
  `${shard}_${machine}_${pid}_${startMs.toString(36)}`;

/** Under `writer.<shard>` in the control bucket: who writes a shard. It keeps others from trying; safety does not need it. */
export const WriterClaim = z.object({ id: z.string(), pid: z.number(), address: z.string().nullable() });
export type WriterClaim = z.infer<typeof WriterClaim>;

export const writerKey = (shard: string): string => `writer.${shard}`;

type Me = {
  readonly id: string;
  readonly nowMs: number;
  /** Whether a process of this machine runs. */
  readonly isRunning: (pid: number) => boolean;
};

/**
 * Whether another orchestrator writes the shard. One of this machine that no longer runs is our predecessor: nobody has
 * to wait until its claim has grown old. A wrong answer costs a refused append, never a double write.
 */
export function isWrittenElsewhere(entry: Pick<Entry, 'value' | 'storedAtMs'> | null, me: Me): boolean {
  const claim = WriterClaim.safeParse(entry?.value);
  if (!entry || !claim.success || claim.data.id === me.id) return false;
  if (me.nowMs - entry.storedAtMs > STALE_MS) return false;
  const { id, pid } = claim.data;
  return machineOf(id) !== machineOf(me.id) || me.isRunning(pid);
}

const machineOf = (id: string): string | undefined => id.split('_')[1];

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
