import { standardAccount, type AccountId, type AgentName, type RunnerId } from '@headrace/events';
import type { Offer } from '../offer/offer.pick.ts';
import type { OrgState } from '../org/org.state.ts';
import type { HeldAccount } from './account.state.ts';

/** The account that an agent uses on a runner. */
export const accountOn = (state: OrgState, runnerId: RunnerId, agent: AgentName): AccountId =>
  state.runners.get(runnerId)?.offer.accounts?.[agent] ?? standardAccount(agent);

/** The offer less the agents whose account is held: what this runner may be given now. O(agents). */
export function usable(state: OrgState, runnerId: RunnerId, offer: Offer): Offer {
  if (state.accounts.size === 0) return offer;
  const agents = offer.agents.filter((agent) => !state.accounts.has(accountOn(state, runnerId, agent)));
  return { ...offer, agents };
}

/** Null: it is not held. */
export const heldAccount = (state: OrgState, account: AccountId): HeldAccount | null =>
  state.accounts.get(account) ?? null;
