import {
  later,
  type AccountId,
  type AttemptId,
  type Event,
  type FailAttempt,
  type Instant,
  type Stamped,
  type TaskHeld,
} from '@headrace/events';
import type { AttemptState } from '../attempt/attempt.state.ts';
import { quotaReturns } from '../failure/failure.policy.ts';
import { fits } from '../offer/offer.pick.ts';
import type { OrgState } from '../org/org.state.ts';
import type { TaskState } from '../task/task.state.ts';
import { accountOn } from './account.reads.ts';

/** What a failed attempt says of its account's quota. */
export type Shortage = {
  readonly account: AccountId;
  readonly until: Instant;
  /** By the provider. */
  readonly isNamed: boolean;
  readonly provenBy: AttemptId;
  readonly note: string;
};

/** Of two times the later one holds: a week's limit outlasts an hour's. */
export function shortageOf(
  state: OrgState,
  { account, attemptId }: AttemptState,
  { at, quotaUntil, message }: Stamped<FailAttempt>,
  waitMs: number,
): Shortage {
  const until = quotaReturns(at, quotaUntil, waitMs);
  return {
    account,
    until: later(until, state.accounts.get(account)?.until ?? until),
    isNamed: until === quotaUntil,
    provenBy: attemptId,
    note: message.slice(0, 500),
  };
}

/** Nobody claims for the account until then; what waits for it already waits as long. */
export function holdAccount(state: OrgState, shortage: Shortage): readonly Event[] {
  const { account, until } = shortage;
  if (state.accounts.get(account)?.until === until) return [];
  const waiting = [...state.waiting].filter(({ held }) => held?.account === account);
  return [
    { type: 'AccountHeld', because: 'quota', ...shortage },
    ...waiting.map((task) => taskHeld(task, shortage)),
  ];
}

/** The task waits with its account, unless another account can serve it meanwhile. */
export const waitForAccount = (state: OrgState, task: TaskState, shortage: Shortage): readonly Event[] =>
  canBeServedBesides(state, task, shortage.account) ? [] : [taskHeld(task, shortage)];

function taskHeld({ planId, taskId }: TaskState, { account, until, isNamed }: Shortage): TaskHeld {
  const known = isNamed ? '' : ' Its provider does not say until when.';
  const note = `Account ${account} has no quota left.${known}`;
  return { type: 'TaskHeld', planId, taskId, reason: 'quota', note, until, failure: 'quota', account };
}

const canBeServedBesides = (state: OrgState, task: TaskState, short: AccountId): boolean =>
  [...state.runners.values()].some(({ runnerId, offer, draining }) => {
    const account = accountOn(state, runnerId, task.agent);
    return !draining && fits(task, offer) && account !== short && !state.accounts.has(account);
  });
