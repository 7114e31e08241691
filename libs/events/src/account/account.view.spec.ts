import { accountHeld, accountReleased } from './account.examples.ts';
import { accountsOf, viewAccount, type AccountView } from './account.view.ts';
import type { Event } from '../event.ts';
import type { Instant } from '../instant.ts';
import { momentOf, recordedFrom } from '../testing/recorded.ts';

const viewed = (...events: readonly Event[]): AccountView =>
  recordedFrom(events).reduce<AccountView | null>(viewAccount, null) as AccountView;
const later = '2026-11-19T18:00:00.000Z' as Instant;

describe('an account', () => {
  it('is one record by its name', () => {
    expect(accountsOf(accountHeld())).toEqual(['shell']);
    expect(accountsOf(accountReleased())).toEqual(['shell']);
  });
  it('is held until a time, in the words of its provider', () =>
    expect(viewed(accountHeld())).toEqual({
      account: 'shell',
      heldBecause: 'quota',
      heldUntil: '2026-11-19T14:05:00.000Z',
      heldNote: 'You have hit your limit. It resets at 14:05.',
      provenBy: 'p.t.1',
      isNamed: true,
      holds: 1,
      since: momentOf(1),
      position: 1,
    }));
  it('is held once, however often the time is put off', () =>
    expect(viewed(accountHeld(), accountHeld({ until: later }))).toMatchObject({
      heldUntil: later,
      holds: 1,
      since: momentOf(1),
      position: 2,
    }));
  it('is free again, and remembers who found it so', () =>
    expect(viewed(accountHeld(), accountReleased())).toMatchObject({
      heldBecause: null,
      heldUntil: null,
      heldNote: null,
      provenBy: 'p.t.1',
      holds: 1,
      since: momentOf(2),
    }));
  it('can be held again', () =>
    expect(viewed(accountHeld(), accountReleased(), accountHeld())).toMatchObject({ holds: 2 }));
  it('is not released before it was held', () => expect(() => viewed(accountReleased())).toThrow('#1'));
});
