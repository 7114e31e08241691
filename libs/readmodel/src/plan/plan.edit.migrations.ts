import { migration } from '../migration.ts';

/** A read model that was filled before counts its revisions from 1 on; a rebuild counts those of its past too. */
export const AddPlanEdits = migration(
  'AddPlanEdits1763700300001',
  [
    `ALTER TABLE "plan" ADD COLUMN "revision" integer NOT NULL DEFAULT 1`,
    `ALTER TABLE "plan" ALTER COLUMN "revision" DROP DEFAULT`,
    `ALTER TABLE "task" ADD COLUMN "removed_at" timestamptz`,
  ],
  [`ALTER TABLE "task" DROP COLUMN "removed_at"`, `ALTER TABLE "plan" DROP COLUMN "revision"`],
);
