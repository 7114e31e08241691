import type { AccountEvent, Recorded } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';

/** Which account a runner's agent uses is looked up with each claim, so a hold costs the offer index nothing. */
export function evolveAccount({ accounts }: OrgState, { event, ref }: Recorded<AccountEvent>): void {
  if (event.type === 'AccountReleased') return void accounts.delete(event.account);
  const { account, because, until, note } = event;
  accounts.set(account, { account, because, until, note, ref });
}
