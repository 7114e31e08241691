import type { Event, Recorded } from '../event.ts';
import type { RepoId } from '../ids.ts';
import type { Instant } from '../instant.ts';
import type { RepoRegistered } from './repo.events.ts';

export type RepoView = Omit<RepoRegistered, 'type'> & {
  readonly registeredAt: Instant;
  readonly position: number;
};

export const reposOf = (event: Event): readonly RepoId[] =>
  event.type === 'RepoRegistered' ? [event.repoId] : [];

export function viewRepo(view: RepoView | null, { event, at, ref }: Recorded): RepoView {
  if (event.type !== 'RepoRegistered') throw new Error(`${event.type} is no event of a repository`);
  const { type: _, ...repo } = event;
  return { ...repo, registeredAt: view?.registeredAt ?? at, position: ref.position };
}
