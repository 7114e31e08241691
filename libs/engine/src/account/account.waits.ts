import type { AccountId, Instant } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';

/** A held account: `WakeAccount` with this `until` is due then. */
export type AccountWait = { readonly account: AccountId; readonly until: Instant };

export const accountWaits = ({ accounts }: OrgState): AccountWait[] =>
  [...accounts.values()].map(({ account, until }) => ({ account, until }));
