import type { RepoView } from '@headrace/events';
import { instant, position, rowOf, text } from '../row.ts';

export const RepoRow = rowOf<RepoView>('repo', ['repoId'], {
  repoId: text,
  url: text,
  defaultBranch: text,
  registeredAt: instant,
  position,
});
