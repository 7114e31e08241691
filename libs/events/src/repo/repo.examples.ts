import type { RepoId } from '../ids.ts';
import type { RepoRegistered } from './repo.events.ts';

export const repoRegistered = (over: Partial<RepoRegistered> = {}): RepoRegistered => ({
  type: 'RepoRegistered',
  repoId: 'r' as RepoId,
  url: '/srv/git/mill.git',
  defaultBranch: 'main',
  ...over,
});
