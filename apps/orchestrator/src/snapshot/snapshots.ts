import { readCommitAt, type Broker } from '@headrace/events/jetstream';
import type { Logger } from 'pino';
import type { HostedOrg } from '../shard/hosted.org.ts';
import { readSnapshot, type Snapshot } from './snapshot.file.ts';

/** Where a load may begin instead of at the first commit. */
export type Snapshots = {
  /** The state at a position up to `until`; null: there is none that can be used, and the log has to be read from its start. */
  last(until: number): Promise<{ readonly position: number; readonly orgs: readonly HostedOrg[] } | null>;
};

export const noSnapshots: Snapshots = { last: () => Promise.resolve(null) };

/** Those of a directory. Whatever is wrong with one is said once in the log; a snapshot can always be done without. */
export function snapshotsIn(dir: string, broker: Broker, shard: string, logger: Logger): Snapshots {
  const ignore = (reason: string) => {
    logger.warn({ dir, reason }, 'the snapshot is ignored');
    return null;
  };
  const read = (): Snapshot | null => {
    try {
      return readSnapshot(dir, shard);
    } catch (error) {
      return ignore((error as Error).message.slice(0, 300));
    }
  };
  return {
    async last(until) {
      const found = read();
      if (!found) return null;
      const { position, digest } = found.head;
      if (position > until) return ignore(`it is of #${position}, the log ends at #${until}`);
      const stored = await readCommitAt(broker, shard, position);
      if (stored?.digest !== digest) return ignore(`#${position} of this log is another commit`);
      logger.info({ position }, 'a snapshot is used');
      return { position, orgs: found.orgs };
    },
  };
}
