import { z } from 'zod';

/** A shard's name is part of subjects, of its stream's name and of its schema's in Postgres. */
export const ShardName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,30}$/,
    'expected 1 to 31 of a-z, 0-9 and "-", starting with a letter or digit',
  );

/** Where an org lives, in the control bucket under `org.<org>`. Made once, before its first commit, and never changed. */
export const Placement = z.object({ shard: ShardName });
export type Placement = z.infer<typeof Placement>;
