import { migration } from '../migration.ts';

/** Who paused a plan and stopped the org; a rebuild finds it for those that were before. */
export const AddWhoStopped = migration(
  'AddWhoStopped1763700300006',
  [
    `ALTER TABLE "plan" ADD COLUMN "paused_by" text, ADD COLUMN "paused_at" timestamptz`,
    `ALTER TABLE "org" ADD COLUMN "stopped_by" text`,
  ],
  [
    `ALTER TABLE "org" DROP COLUMN "stopped_by"`,
    `ALTER TABLE "plan" DROP COLUMN "paused_by", DROP COLUMN "paused_at"`,
  ],
);
