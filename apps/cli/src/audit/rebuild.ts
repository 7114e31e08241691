import { execFile } from 'node:child_process';
import { z } from 'zod';
import { Failure } from '../terminal/failure.ts';
import { childEnv, programs } from '../up/programs.ts';

/** What a rebuild answers: a digest per table, of the tables that served and of those made anew. */
export const Rebuilt = z.object({
  before: z.record(z.string(), z.string()),
  after: z.record(z.string(), z.string()),
  equal: z.boolean(),
});
export type Rebuilt = z.infer<typeof Rebuilt>;

/** Where the log and Postgres are, with the planner's credentials. */
export type RebuildPlace = {
  readonly natsUrl: string;
  readonly natsUser: string;
  readonly natsPassword: string;
  readonly databaseUrl: string;
  readonly shard: string;
};

/** Makes the read model anew from the log beside the one that serves, and swaps them. */
export function rebuildReadModel(
  { natsUrl, natsUser, natsPassword, databaseUrl, shard }: RebuildPlace,
  progress: (line: string) => void,
): Promise<Rebuilt> {
  const env = childEnv({
    NATS_URL: natsUrl,
    NATS_USER: natsUser,
    NATS_PASSWORD: natsPassword,
    DATABASE_URL: databaseUrl,
    HEADRACE_SHARD: shard,
  });
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [programs.rebuild, '--json'],
      { env, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        const lines = stdout.trim().split('\n');
        lines.slice(0, -1).forEach(progress);
        const parsed = Rebuilt.safeParse(tryJson(lines.at(-1) ?? ''));
        if (parsed.success) resolve(parsed.data);
        else
          reject(
            new Failure(
              'READ_MODEL_UNAVAILABLE',
              `the rebuild ended without a result: ${(stderr || error?.message || stdout).slice(0, 500)}`,
            ),
          );
      },
    );
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
