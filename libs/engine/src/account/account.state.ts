import type { AccountHeld, AccountId, Instant, Ref } from '@headrace/events';

/** An account that nothing is claimed for. What is not held is not remembered. */
export type HeldAccount = {
  readonly account: AccountId;
  readonly because: AccountHeld['because'];
  readonly until: Instant;
  readonly note: string;
  readonly ref: Ref;
};
