import { migration } from '../migration.ts';

export const CreateGate = migration(
  'CreateGate1763596800004',
  [
    `CREATE TABLE "gate" (
    "org" text NOT NULL,
    "attempt_id" text NOT NULL,
    "plan_id" text NOT NULL,
    "task_id" text NOT NULL,
    "stage" text NOT NULL,
    "round" integer NOT NULL,
    "gate" text NOT NULL,
    "verdict" text NOT NULL,
    "base" text NOT NULL,
    "head" text NOT NULL,
    "tree" text NOT NULL,
    "definition" text NOT NULL,
    "measure" double precision,
    "limit" double precision,
    "unit" text NOT NULL,
    "duration_ms" bigint NOT NULL,
    "summary" text NOT NULL,
    "evidence" jsonb,
    "reported_at" timestamptz NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT "gate_key" PRIMARY KEY ("org", "attempt_id", "stage", "round", "gate")
  )`,
    `CREATE INDEX "gate_of_task" ON "gate" ("org", "plan_id", "task_id")`,
  ],
  ['DROP TABLE "gate"'],
);
