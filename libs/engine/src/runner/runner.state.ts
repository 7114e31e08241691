import type { Ref, RunnerId, RunnerOffer } from '@headrace/events';

export type RunnerState = {
  readonly runnerId: RunnerId;
  readonly version: string;
  readonly host: string;
  readonly offer: RunnerOffer;
  readonly registered: Ref;
  /** Attempts at work: what its slots limit. */
  atWork: number;
  /** Where the drain began; null while it takes new work. */
  draining: Ref | null;
};

/** Accounts are said only where there are some. */
export function offerIn({ roles, agents, labels, slots, accounts = {} }: RunnerOffer): RunnerOffer {
  const offer = { roles, agents, labels, slots };
  return Object.keys(accounts).length > 0 ? { ...offer, accounts } : offer;
}
