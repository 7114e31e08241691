import { waitWord } from './wait.word.ts';

const at = (text: string) => new Date(text);

describe('until when something waits', () => {
  it('is a time of today', () =>
    expect(waitWord(at('2026-11-20T14:05:00').toISOString(), at('2026-11-20T09:00:00'))).toBe(
      'waiting until 14:05',
    ));
  it('is a time of another day with that day', () =>
    expect(waitWord(at('2026-11-21T04:05:00').toISOString(), at('2026-11-20T23:00:00'))).toBe(
      'waiting until 2026-11-21 04:05',
    ));
});
