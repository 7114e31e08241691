import { migration } from '../migration.ts';

export const CreateRunner = migration(
  'CreateRunner1763596800006',
  [
    `CREATE TABLE "runner" (
    "org" text NOT NULL,
    "runner_id" text NOT NULL,
    "version" text NOT NULL,
    "host" text NOT NULL,
    "roles" jsonb NOT NULL,
    "agents" jsonb NOT NULL,
    "labels" jsonb NOT NULL,
    "slots" integer NOT NULL,
    "draining" boolean NOT NULL,
    "registered_at" timestamptz NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT "runner_key" PRIMARY KEY ("org", "runner_id")
  )`,
  ],
  ['DROP TABLE "runner"'],
);
