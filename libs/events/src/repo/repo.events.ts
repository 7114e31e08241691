import { z } from 'zod';
import { RepoId } from '../ids.ts';

/** `url`: anything `git clone` takes and every runner can reach; without credentials. */
export const RepoRegistered = z.object({
  type: z.literal('RepoRegistered'),
  repoId: RepoId,
  url: z.string().min(1).max(2048),
  defaultBranch: z.string().min(1).max(255),
});
export type RepoRegistered = z.infer<typeof RepoRegistered>;

export const RepoEvent = z.discriminatedUnion('type', [RepoRegistered]);
export type RepoEvent = z.infer<typeof RepoEvent>;
