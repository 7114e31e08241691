import type { Recorded, RepoEvent } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';

export function evolveRepo(state: OrgState, { event, ref }: Recorded<RepoEvent>): void {
  const { repoId, url, defaultBranch } = event;
  state.repos.set(repoId, { repoId, url, defaultBranch, registered: ref });
}
