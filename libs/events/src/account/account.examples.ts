import type { AccountId, AttemptId } from '../ids.ts';
import type { Instant } from '../instant.ts';
import type { AccountHeld, AccountReleased } from './account.events.ts';

export const accountHeld = (over: Partial<AccountHeld> = {}): AccountHeld => ({
  type: 'AccountHeld',
  account: 'shell' as AccountId,
  because: 'quota',
  until: '2026-11-19T14:05:00.000Z' as Instant,
  isNamed: true,
  provenBy: 'p.t.1' as AttemptId,
  note: 'You have hit your limit. It resets at 14:05.',
  ...over,
});

export const accountReleased = (over: Partial<AccountReleased> = {}): AccountReleased => ({
  type: 'AccountReleased',
  account: 'shell' as AccountId,
  because: 'time',
  ...over,
});
