import { connectBroker, readCommitAt } from '@headrace/events/jetstream';
import { pino } from 'pino';
import { loadOrgs } from '../shard/load.ts';
import { writeSnapshot } from './snapshot.file.ts';
import type { SnapshotOrder } from './snapshot.keeper.ts';
import { snapshotsIn } from './snapshots.ts';

/*
 * Makes a snapshot in a process of its own: from the one before and what the log has since. The process that decides does
 * not stop for a millisecond, and what is written is what a start would read.
 */
const order = JSON.parse(process.env['HEADRACE_SNAPSHOT_ORDER'] ?? '{}') as SnapshotOrder;
const { nats, shard, dir, until } = order;
const logger = pino({ base: { process: 'snapshot' } }, pino.destination(2));
const began = performance.now();
const broker = await connectBroker({ ...nats, name: 'snapshot' });
try {
  const snapshots = snapshotsIn(dir, broker, shard, logger);
  const orgs = await loadOrgs(broker, shard, until, new AbortController().signal, snapshots);
  const stored = await readCommitAt(broker, shard, until);
  if (!stored) throw new Error(`#${until} is not in the log`);
  const bytes = writeSnapshot(dir, shard, { position: until, digest: stored.digest }, [...orgs.values()]);
  process.stdout.write(
    `${JSON.stringify({ position: until, bytes, ms: Math.round(performance.now() - began) })}\n`,
  );
} finally {
  await broker.close();
}
