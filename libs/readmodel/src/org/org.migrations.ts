import { migration } from '../migration.ts';

export const CreateOrg = migration(
  'CreateOrg1763683200001',
  [
    `CREATE TABLE "org" (
    "org" text NOT NULL,
    "org_id" text NOT NULL,
    "stopped_at" timestamptz,
    "stopped_reason" text,
    "position" bigint NOT NULL,
    CONSTRAINT "org_key" PRIMARY KEY ("org", "org_id")
  )`,
  ],
  ['DROP TABLE "org"'],
);

export const AddOrgCap = migration(
  'AddOrgCap1763683200002',
  ['ALTER TABLE "org" ADD COLUMN "max_parallel" integer'],
  ['ALTER TABLE "org" DROP COLUMN "max_parallel"'],
);
