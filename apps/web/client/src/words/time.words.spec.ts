import type { Instant } from '@headrace/events';
import {
  actorWord,
  momentWord,
  numberWord,
  ordinalWord,
  spanWord,
  timeWord,
  tookWord,
} from './time.words.ts';

const local = (text: string) => new Date(text).getTime();
const now = local('2026-11-19T13:42:07');

describe('words for time', () => {
  it.each([
    [4_000, '4 s'],
    [62 * 60_000, '62 min'],
    [185 * 60_000, '3 h 05 min'],
    [52 * 3_600_000, '2 d 4 h'],
    [-5, '0 s'],
  ])('name a span by its largest units: %d ms', (ms, word) => expect(spanWord(ms)).toBe(word));

  it.each([
    ['2026-11-19T14:05:00', '14:05'],
    ['2026-11-20T11:00:00', 'Fri 11:00'],
    ['2026-11-03T09:10:00', '3 Nov 09:10'],
  ])('name a moment as near as it is: %s', (at, word) => expect(timeWord(local(at), now)).toBe(word));

  it('name a moment in full', () => {
    const at = new Date(local('2026-11-19T09:58:41.207')).toISOString() as Instant;
    expect(momentWord(at)).toBe('Thu 19 Nov, 09:58:41.207');
  });

  it('name short work with a decimal', () =>
    expect([tookWord(380), tookWord(41_000)]).toEqual(['0.4 s', '41 s']));
});

describe('words for numbers and names', () => {
  it('group thousands', () => expect(numberWord(2638)).toBe('2,638'));
  it('put things in order', () =>
    expect([1, 2, 3, 4, 11, 12, 21].map(ordinalWord)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '21st',
    ]));
  it('name who acted', () =>
    expect(['admin:local', 'person:ada', 'runner:ams-build-1', 'reactor:planner'].map(actorWord)).toEqual([
      'admin',
      'ada',
      'ams-build-1',
      'planner',
    ]));
});
