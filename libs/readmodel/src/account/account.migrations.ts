import { migration } from '../migration.ts';

/** Whose quota is used: attempts and runners of before used that of the agent's own name. */
export const CreateAccount = migration(
  'CreateAccount1763683200030',
  [
    `CREATE TABLE "account" (
    "org" text NOT NULL,
    "account" text NOT NULL,
    "held_because" text,
    "held_until" timestamptz,
    "held_note" text,
    "proven_by" text,
    "is_named" boolean NOT NULL,
    "holds" integer NOT NULL,
    "since" timestamptz NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT "account_key" PRIMARY KEY ("org", "account")
  )`,
    `ALTER TABLE "attempt" ADD COLUMN "account" text`,
    `UPDATE "attempt" SET "account" = "agent"`,
    `ALTER TABLE "attempt" ALTER COLUMN "account" SET NOT NULL`,
    `ALTER TABLE "runner" ADD COLUMN "accounts" jsonb NOT NULL DEFAULT '{}'`,
    `ALTER TABLE "runner" ALTER COLUMN "accounts" DROP DEFAULT`,
  ],
  [
    'DROP TABLE "account"',
    'ALTER TABLE "attempt" DROP COLUMN "account"',
    'ALTER TABLE "runner" DROP COLUMN "accounts"',
  ],
);
