import { migration } from '../migration.ts';

export const CreateChange = migration(
  'CreateChange1763596800005',
  [
    `CREATE TABLE "change" (
    "org" text NOT NULL,
    "change_id" text NOT NULL,
    "plan_id" text NOT NULL,
    "task_id" text NOT NULL,
    "branch" text NOT NULL,
    "base" text NOT NULL,
    "head" text NOT NULL,
    "tree" text NOT NULL,
    "patch_id" text NOT NULL,
    "files" jsonb NOT NULL,
    "lines" integer NOT NULL,
    "diff" jsonb NOT NULL,
    "state" text NOT NULL,
    "approvals_missing" integer NOT NULL,
    "reviews" jsonb NOT NULL,
    "target" text,
    "queued_at" timestamptz,
    "landing_runner" text,
    "result" text,
    "sent_back" text,
    "opened_at" timestamptz NOT NULL,
    "landed_at" timestamptz,
    "position" bigint NOT NULL,
    CONSTRAINT "change_key" PRIMARY KEY ("org", "change_id")
  )`,
    `CREATE INDEX "change_in_plan" ON "change" ("org", "plan_id", "opened_at", "change_id")`,
    `CREATE INDEX "change_in_state" ON "change" ("org", "state", "opened_at", "change_id")`,
    `CREATE INDEX "change_by_age" ON "change" ("org", "opened_at", "change_id")`,
  ],
  ['DROP TABLE "change"'],
);

export const AddReviewTerms = migration(
  'AddReviewTerms1763690000001',
  ['ALTER TABLE "change" ADD COLUMN "terms" jsonb'],
  ['ALTER TABLE "change" DROP COLUMN "terms"'],
);
