import { migration } from '../migration.ts';

export const CreateAttempt = migration(
  'CreateAttempt1763596800003',
  [
    `CREATE TABLE "attempt" (
    "org" text NOT NULL,
    "attempt_id" text NOT NULL,
    "plan_id" text NOT NULL,
    "task_id" text NOT NULL,
    "fence" integer NOT NULL,
    "runner_id" text NOT NULL,
    "role" text NOT NULL,
    "agent" text NOT NULL,
    "agent_version" text,
    "state" text NOT NULL,
    "outcome" text,
    "base" text,
    "branch" text,
    "round" integer NOT NULL,
    "failure_class" text,
    "message" text,
    "salvage" jsonb,
    "claimed_at" timestamptz NOT NULL,
    "started_at" timestamptz,
    "ended_at" timestamptz,
    "position" bigint NOT NULL,
    CONSTRAINT "attempt_key" PRIMARY KEY ("org", "attempt_id")
  )`,
    `CREATE INDEX "attempt_of_task" ON "attempt" ("org", "plan_id", "task_id", "fence")`,
    `CREATE INDEX "attempt_alive" ON "attempt" ("org", "claimed_at") WHERE "state" <> 'ended'`,
  ],
  ['DROP TABLE "attempt"'],
);
