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
