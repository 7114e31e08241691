import { migration } from '../migration.ts';

/** What was divided has a state of its own; until then it counted as cancelled. */
export const TellDivided = migration(
  'TellDivided1763700300005',
  [`UPDATE "task" SET "state" = 'divided' WHERE "split_into" IS NOT NULL AND "state" = 'cancelled'`],
  [`UPDATE "task" SET "state" = 'cancelled' WHERE "state" = 'divided'`],
);
