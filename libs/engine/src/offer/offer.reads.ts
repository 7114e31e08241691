import type { RepoId, RunnerOffer } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';

/** What a runner asks with. */
export type Offer = Pick<RunnerOffer, 'roles' | 'agents' | 'labels'>;

export function hasOffer(_state: OrgState, _offer: Offer): boolean {
  throw new Error('not built yet');
}

export function landingWaiting(_state: OrgState, _repos: readonly RepoId[]): boolean {
  throw new Error('not built yet');
}
