import { migration } from '../migration.ts';

export const CreateCheckpoint = migration(
  'CreateCheckpoint1763596800009',
  [
    `CREATE TABLE "checkpoint" (
    "shard" text NOT NULL,
    "position" bigint NOT NULL,
    "at" timestamptz NOT NULL,
    CONSTRAINT "checkpoint_key" PRIMARY KEY ("shard")
  )`,
  ],
  ['DROP TABLE "checkpoint"'],
);
