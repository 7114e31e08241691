import { type RunnerId } from '@headrace/events';
import { accountOn } from '../account/account.reads.ts';
import type { HeldAccount } from '../account/account.state.ts';
import { fits, type Offer } from '../offer/offer.pick.ts';
import type { OrgState } from '../org/org.state.ts';
import type { TaskState } from '../task/task.state.ts';
import type { LiveRunner, Reason } from './reason.ts';

/**
 * Said where every runner that fits would use an account that is held, each account once. Without a list of those alive,
 * as for a moment of the past, all that are registered count.
 */
export function accountReasons(
  state: OrgState,
  task: TaskState,
  alive: readonly LiveRunner[] | null,
): readonly Reason[] {
  const held = accountsFor(state, task, alive).map((account) => state.accounts.get(account) ?? null);
  if (!held.every((account) => account !== null)) return [];
  return held.filter(({ account }) => account !== task.held?.account).map(accountReason);
}

function accountsFor(state: OrgState, task: TaskState, alive: readonly LiveRunner[] | null) {
  const runners: readonly (Offer & { readonly runnerId: RunnerId })[] =
    alive ??
    [...state.runners.values()].flatMap(({ runnerId, offer, draining }) =>
      draining ? [] : [{ runnerId, ...offer }],
    );
  const fitting = runners.filter((runner) => fits(task, runner));
  return [...new Set(fitting.map(({ runnerId }) => accountOn(state, runnerId, task.agent)))];
}

const accountReason = ({ account, until, note, ref }: HeldAccount): Reason => ({
  kind: 'account',
  text: `Account ${account} has no quota left: waiting until ${until}.`,
  data: { account, until, note },
  proof: [ref],
  change: `The time ${until}, or somebody releasing account ${account} to try it now.`,
});

/** Runners whose account for the task is free: the only ones whose slots matter to it. */
export const withFreeAccount = (
  state: OrgState,
  task: TaskState,
  runners: readonly LiveRunner[],
): readonly LiveRunner[] =>
  runners.filter(({ runnerId }) => !state.accounts.has(accountOn(state, runnerId, task.agent)));
