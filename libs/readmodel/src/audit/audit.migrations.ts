import { migration } from '../migration.ts';

export const CreateAudit = migration(
  'CreateAudit1763596800008',
  [
    `CREATE TABLE "audit" (
    "org" text NOT NULL,
    "position" bigint NOT NULL,
    "rev" integer NOT NULL,
    "at" timestamptz NOT NULL,
    "command_id" text NOT NULL,
    "command_type" text NOT NULL,
    "actor" text NOT NULL,
    "event_types" jsonb NOT NULL,
    "keys" jsonb NOT NULL,
    "digest" text NOT NULL,
    CONSTRAINT "audit_key" PRIMARY KEY ("org", "position")
  )`,
    `CREATE INDEX "audit_of_key" ON "audit" USING gin ("keys" jsonb_path_ops)`,
  ],
  ['DROP TABLE "audit"'],
);

/** A commit may record several commands. */
export const AddAuditPart = migration(
  'AddAuditPart1763596800020',
  [
    'ALTER TABLE "audit" ADD "part" integer NOT NULL DEFAULT 0',
    'ALTER TABLE "audit" ALTER COLUMN "part" DROP DEFAULT',
    'ALTER TABLE "audit" DROP CONSTRAINT "audit_key"',
    'ALTER TABLE "audit" ADD CONSTRAINT "audit_key" PRIMARY KEY ("org", "position", "part")',
  ],
  [
    'ALTER TABLE "audit" DROP CONSTRAINT "audit_key"',
    'ALTER TABLE "audit" DROP COLUMN "part"',
    'ALTER TABLE "audit" ADD CONSTRAINT "audit_key" PRIMARY KEY ("org", "position")',
  ],
);
