import { placeIn, placeText, placeWord } from './place.ts';

describe('a position', () => {
  it('stands alone in main, and names any other shard', () =>
    expect([placeWord(123), placeWord(123, 'main'), placeWord(123, 'eu')]).toEqual([
      '#123',
      '#123',
      'eu#123',
    ]));

  it('is written in addresses without a #', () =>
    expect([
      placeText({ shard: null, position: 7 }),
      placeText({ shard: 'main', position: 7 }),
      placeText({ shard: 'eu-2', position: 7 }),
    ]).toEqual(['7', '7', 'eu-2:7']));

  it.each([
    ['0', null, 0],
    ['123', null, 123],
    ['#123', null, 123],
    ['eu:123', 'eu', 123],
    ['eu-2#123', 'eu-2', 123],
    ['main#5', 'main', 5],
    ['2:5', '2', 5],
  ])('is read from %s', (text, shard, position) => expect(placeIn(text)).toEqual({ shard, position }));

  it.each(['', '#', 'eu', 'eu:', ':5', '-1', '1.5', '1e3', ' 1', 'EU:5', 'eu::5', 'eu:#5', '9'.repeat(16)])(
    'is not in %j',
    (text) => expect(placeIn(text)).toBeNull(),
  );

  it.each(['#123', 'eu#123'])('is read as it is said: %s', (said) => {
    const { shard, position } = placeIn(said)!;
    expect(placeWord(position, shard ?? undefined)).toBe(said);
  });
});
