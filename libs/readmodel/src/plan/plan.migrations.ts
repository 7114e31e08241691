import { migration } from '../migration.ts';

export const CreatePlan = migration(
  'CreatePlan1763596800001',
  [
    `CREATE TABLE "plan" (
    "org" text NOT NULL,
    "plan_id" text NOT NULL,
    "title" text NOT NULL,
    "description" text NOT NULL,
    "repo_id" text NOT NULL,
    "target" text NOT NULL,
    "state" text NOT NULL,
    "paused_reason" text,
    "phases" jsonb NOT NULL,
    "roles" jsonb NOT NULL,
    "gates" jsonb NOT NULL,
    "created_at" timestamptz NOT NULL,
    "finished_at" timestamptz,
    "position" bigint NOT NULL,
    CONSTRAINT "plan_key" PRIMARY KEY ("org", "plan_id")
  )`,
    `CREATE INDEX "plan_by_age" ON "plan" ("org", "created_at", "plan_id")`,
  ],
  ['DROP TABLE "plan"'],
);

/** Plans of before it have no paused role; new ones say so themselves. */
export const AddPlanControl = migration(
  'AddPlanControl1763683200004',
  [
    `ALTER TABLE "plan" ADD COLUMN "max_parallel" integer, ADD COLUMN "paused_roles" jsonb NOT NULL DEFAULT '{}'`,
    `ALTER TABLE "plan" ALTER COLUMN "paused_roles" DROP DEFAULT`,
  ],
  [`ALTER TABLE "plan" DROP COLUMN "max_parallel", DROP COLUMN "paused_roles"`],
);

export const AddPlanArchive = migration(
  'AddPlanArchive1763700300003',
  [`ALTER TABLE "plan" ADD COLUMN "archived_at" timestamptz`],
  [`ALTER TABLE "plan" DROP COLUMN "archived_at"`],
);
