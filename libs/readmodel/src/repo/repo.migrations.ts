import { migration } from '../migration.ts';

export const CreateRepo = migration(
  'CreateRepo1763596800007',
  [
    `CREATE TABLE "repo" (
    "org" text NOT NULL,
    "repo_id" text NOT NULL,
    "url" text NOT NULL,
    "default_branch" text NOT NULL,
    "registered_at" timestamptz NOT NULL,
    "position" bigint NOT NULL,
    CONSTRAINT "repo_key" PRIMARY KEY ("org", "repo_id")
  )`,
  ],
  ['DROP TABLE "repo"'],
);
