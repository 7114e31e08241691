import type { Ref, RepoId } from '@headrace/events';

export type RepoState = {
  readonly repoId: RepoId;
  readonly url: string;
  readonly defaultBranch: string;
  readonly registered: Ref;
};
