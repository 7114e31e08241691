import { readRange, type Broker } from '@headrace/events/jetstream';
import { positionOf } from '@headrace/readmodel';
import type { DataSource } from 'typeorm';
import { batchesOf, type BatchLimits } from '../projection/batches.ts';
import { project } from '../projection/project.ts';

/** Larger than those of the projector: what changes twice within a batch is written once. */
const limits: BatchLimits = { commits: 5000, bytes: 32 * 1024 * 1024, waitMs: 1000 };

export type FillOptions = {
  readonly broker: Broker;
  readonly shard: string;
  readonly signal?: AbortSignal | undefined;
  readonly onReached?: ((position: number) => void) | undefined;
};

/** Projects the log up to `until` into a schema that nobody else writes to. */
export async function fill(filling: DataSource, until: number, options: FillOptions): Promise<void> {
  const { broker, shard, signal, onReached } = options;
  const after = await positionOf(filling);
  const range = readRange(broker, shard, { after, until, ...(signal ? { signal } : {}) });
  if (until > after)
    for await (const batch of batchesOf(range, limits)) {
      await filling.transaction((tx) => project(tx, shard, batch));
      onReached?.(batch.at(-1)!.position);
    }
}
