import { brokenChains } from './chain.check.ts';
import { happened, written } from './written.ts';

const whole = written([happened('A')], [happened('B')], [happened('C')]);
const [first, second, third] = whole as [(typeof whole)[0], (typeof whole)[0], (typeof whole)[0]];

const edited = (from: string, to: string) => ({
  ...second,
  bytes: new TextEncoder().encode(new TextDecoder().decode(second.bytes).replace(from, to)),
});

describe('the hash chain', () => {
  it('holds', () => expect(brokenChains(whole)).toEqual([]));

  it('shows a commit that was changed afterwards', () =>
    expect(brokenChains([first, edited('"B"', '"X"'), third])).toEqual([
      '#3 names another commit before it',
    ]));

  it('shows a commit that is gone', () =>
    expect(brokenChains([first, third])).toEqual([
      '#3 stands where #2 should',
      '#3 is revision 3 of main, after 1',
      '#3 names another commit before it',
    ]));

  it('shows time that runs backwards', () =>
    expect(brokenChains([first, edited('2026', '2025')])).toEqual([
      '#2 was recorded at 2025-01-01T00:00:01.000Z, before 2026-01-01T00:00:00.000Z',
    ]));
});
