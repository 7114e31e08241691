import { EntitySchema } from 'typeorm';
import type { Instant } from '@headrace/events';

/** How far the shard's stream has been projected into this schema. One row. */
export type Checkpoint = { readonly position: number; readonly at: Instant };

export const CheckpointEntity = new EntitySchema<Checkpoint & { shard: string }>({
  name: 'checkpoint',
  tableName: 'checkpoint',
  columns: {
    shard: { type: 'text', primary: true, primaryKeyConstraintName: 'checkpoint_key' },
    position: { type: 'bigint' },
    at: { type: 'timestamptz' },
  },
});
