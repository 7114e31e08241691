import {
  ok,
  type AccountId,
  type AccountReleased,
  type Event,
  type ReleaseAccount,
  type Stamped,
  type WakeAccount,
} from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';

/** "Try now". */
export function releaseAccount({ account }: Stamped<ReleaseAccount>, state: OrgState): Decision {
  if (state.accounts.has(account)) return ok(accountReleased(state, account, 'person'));
  const held = [...state.accounts.keys()];
  return refuse('ACCOUNT_NOT_HELD', `Account ${account} is not held.`, {
    path: 'account',
    ...(held.length > 0 ? { expected: `one of ${held.join(', ')}` } : {}),
    state: 'free',
  });
}

/** Two planners that wake the same hold have one effect: the second finds it gone. */
export function wakeAccount({ account, until, at }: Stamped<WakeAccount>, state: OrgState): Decision {
  const held = state.accounts.get(account);
  if (held?.until !== until) return ok([]);
  if (at < until)
    return refuse('NOT_DUE', `Account ${account} is held until ${until}.`, {
      expected: until,
      state: 'held',
      allowed: ['ReleaseAccount'],
      proof: [held.ref],
    });
  return ok(accountReleased(state, account, 'time'));
}

/** The account is free, and so is every task that waits for its quota. */
export function accountReleased(
  state: OrgState,
  account: AccountId,
  because: AccountReleased['because'],
): readonly Event[] {
  const tasks = [...state.waiting].filter(({ held }) => held?.account === account);
  return [
    { type: 'AccountReleased', account, because },
    ...tasks.map(({ planId, taskId }) => ({ type: 'TaskReleased', planId, taskId, because }) as const),
  ];
}
