import type { RepoId, RunnerId } from '@headrace/events';
import { usable } from '../account/account.reads.ts';
import { headOf } from '../change/change.queue.ts';
import type { OrgState } from '../org/org.state.ts';
import { hasFitting, pickTasks, type Offer } from './offer.pick.ts';

/** Whether a runner that asks with this would get a task now. Cheap: for waking those that wait. */
export const hasOffer = (state: OrgState, runnerId: RunnerId, offer: Offer): boolean =>
  hasFitting(state, usable(state, runnerId, offer));

/** How many tasks a runner would get now, were it alone; of one plan, as one claim takes them. */
export const offersFor = (state: OrgState, runnerId: RunnerId, offer: Offer, slots: number): number =>
  pickTasks(state, usable(state, runnerId, offer), slots).length;

/** Whether a change waits in one of these repositories whose landing nobody has claimed. */
export const landingWaiting = (state: OrgState, repos: readonly RepoId[]): boolean =>
  !state.stopped &&
  [...state.queues.values()].some((queue) => repos.includes(queue.repoId) && headOf(queue)?.landing === null);
