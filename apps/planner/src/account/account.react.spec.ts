import type { AccountId, Instant } from '@headrace/events';
import { accountWakeUps } from './account.react.ts';

const account = 'claude' as AccountId;
const until = '2026-11-20T14:05:00.000Z' as Instant;
const wakeUpsAt = (now: string) => accountWakeUps([{ account, until }], now as Instant);

describe('waking an account', () => {
  it('happens when its time has come, under an id that two planners share', () =>
    expect(wakeUpsAt('2026-11-20T14:05:00.000Z')).toEqual([
      {
        id: 'wake-account.claude.2026-11-20T14:05:00.000Z',
        command: { type: 'WakeAccount', account, until },
      },
    ]));
  it('does not happen before', () => expect(wakeUpsAt('2026-11-20T14:04:59.999Z')).toEqual([]));
});
