import { z } from 'zod';
import { RepoRegistered } from './repo.events.ts';

/** The same id with another url is refused (REPO_EXISTS); the same url again changes nothing. */
export const RegisterRepo = RepoRegistered.extend({ type: z.literal('RegisterRepo') });
export type RegisterRepo = z.infer<typeof RegisterRepo>;

export const RepoCommand = z.discriminatedUnion('type', [RegisterRepo]);
export type RepoCommand = z.infer<typeof RepoCommand>;
