import { answeredFrom, placeOption, placed, placesOf } from './place.ts';

it('says of which shard a position is, once an answer has said it', () => {
  expect(placed(7)).toBe('#7');
  answeredFrom('eu');
  answeredFrom(null); // an answer about no org
  expect(placesOf([{ position: 7 }, { position: 9 }, { position: 7 }])).toBe('eu#7 eu#9');
});

it('takes a position as it is said', () => {
  expect(['7', '#7', 'eu#7', 'eu:7'].map(placeOption)).toEqual(['7', '7', 'eu:7', 'eu:7']);
  expect(() => placeOption('seven')).toThrow('such as 123 or eu#123');
});
