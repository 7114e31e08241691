import { migration } from '../migration.ts';

export const AddDecomposition = migration(
  'AddDecomposition1763700300002',
  [`ALTER TABLE "task" ADD COLUMN "decomposition" jsonb`],
  [`ALTER TABLE "task" DROP COLUMN "decomposition"`],
);
