import { quotaUntil } from './quota.until.ts';
import { durationOf } from './quota.words.ts';

/** Friday, 08:00 in London, 13:30 in Kolkata, 03:00 in New York, 00:00 in Los Angeles. */
const now = Date.parse('2026-11-20T08:00:00.000Z');
const until = (text: string, data: unknown = null, at = now, zone = 'Europe/London') =>
  quotaUntil(text, data, { now: at, zone });
const iso = (text: string) => new Date(text).toISOString();

describe('when a quota returns, in words', () => {
  it.each([
    // durations
    ['try again in 20s', '2026-11-20T08:00:20Z'],
    ['Please retry after 90', '2026-11-20T08:01:30Z'],
    ['Retry-After: 120', '2026-11-20T08:02:00Z'],
    ['Your quota will reset after 1h2m3s.', '2026-11-20T09:02:03Z'],
    ['try again in 5 minutes', '2026-11-20T08:05:00Z'],
    ['try again in 2h 3m', '2026-11-20T10:03:00Z'],
    ['Try again in 3 days 4 hours and 5 minutes.', '2026-11-23T12:05:00Z'],
    ['You exceeded your quota. Please retry in 34.5s.', '2026-11-20T08:00:34.5Z'],
    ['429 {"error":{"details":[{"retryDelay":"34s"}]}}', '2026-11-20T08:00:34Z'],
    ['limit reached, resets in about 2 hr 15 min', '2026-11-20T10:15:00Z'],
    ['{"resets_in_seconds":7260}', '2026-11-20T10:01:00Z'],
    ['Please wait for 10 seconds', '2026-11-20T08:00:10Z'],
    // epochs
    ['Claude AI usage limit reached|1795176000', '2026-11-20T12:00:00Z'],
    ['{"type":"usage_limit_reached","resets_at":1795176000}', '2026-11-20T12:00:00Z'],
    ['x-ratelimit-reset: 1795176000000', '2026-11-20T12:00:00Z'],
    // instants
    ['limit until 2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z'],
    ['limit will reset at 2026-11-20T14:05Z', '2026-11-20T14:05:00Z'],
    ['resets 2026-11-20 19:35:00+05:30', '2026-11-20T14:05:00Z'],
    ['resets at 2026-07-01T09:00', null],
    ['[2026-11-20T07:59:00Z] 429, try again in 2h', '2026-11-20T10:00:00Z'],
    ['Retry-After: Fri, 20 Nov 2026 14:05:00 GMT', '2026-11-20T14:05:00Z'],
    // a clock, of a place or of this machine
    ["You've hit your limit · resets 9:30am (Asia/Kolkata)", '2026-11-21T04:00:00Z'],
    ['5-hour limit reached ∙ resets 3pm (Asia/Kolkata)', '2026-11-20T09:30:00Z'],
    ['Your limit resets at 14:05', '2026-11-20T14:05:00Z'],
    ['Your limit resets at 14:05 (America/New_York)', '2026-11-20T19:05:00Z'],
    ['limit resets at 14:05 UTC+5:30', '2026-11-20T08:35:00Z'],
    ['resets 1 a.m. PT', '2026-11-20T09:00:00Z'],
    ['quota resets at midnight PT', '2026-11-21T08:00:00Z'],
    ['resets at noon (UTC)', '2026-11-20T12:00:00Z'],
    ['try again at 3:05 PM.', '2026-11-20T15:05:00Z'],
    ['12am', null],
    ['resets 12am (UTC)', '2026-11-21T00:00:00Z'],
    ['resets 12:30pm (UTC)', '2026-11-20T12:30:00Z'],
    // a time that is past today is one of tomorrow; one just past is soon
    ['resets 7am', '2026-11-21T07:00:00Z'],
    ['resets 7:55am', '2026-11-20T08:01:00Z'],
    // with a day
    ['try again at Nov 22nd, 2026 3:05 PM.', '2026-11-22T15:05:00Z'],
    ['resets Nov 27, 9:30am (Asia/Kolkata)', '2026-11-27T04:00:00Z'],
    ['resets Nov 27 at 9am (UTC)', '2026-11-27T09:00:00Z'],
    ['weekly limit reached, resets 3 December at 14:00 (UTC)', '2026-12-03T14:00:00Z'],
    ['resets tomorrow at 9am (UTC)', '2026-11-21T09:00:00Z'],
    ['resets Monday 9am (UTC)', '2026-11-23T09:00:00Z'],
    ['resets Nov 19 at 9am (UTC)', null],
    // nonsense
    ['rate limit reached', null],
    ['', null],
    ['try again in 400 days', null],
    ['try again in a while', null],
    ['resets 25:99', null],
    ['resets 13pm', null],
    ['resets 9:30 in the (Middle/Earth)', '2026-11-20T09:30:00Z'],
    ['limit resets at 2026-13-45T99:99Z', null],
    ['I renamed the function, 12 tests pass at 14:05', null],
  ])('%j', (text, expected) => expect(until(text)).toBe(expected && iso(expected)));
});

describe('when a quota returns, in fields', () => {
  it.each([
    [{ retryAfterMs: 1000 }, '2026-11-20T08:00:01Z'],
    [{ retryAfter: 30 }, '2026-11-20T08:00:30Z'],
    [{ headers: { 'Retry-After': '30' } }, '2026-11-20T08:00:30Z'],
    [{ headers: { 'retry-after': 'Fri, 20 Nov 2026 14:05:00 GMT' } }, '2026-11-20T14:05:00Z'],
    [{ headers: [['retry-after', '30']] }, '2026-11-20T08:00:30Z'],
    [{ data: { responseHeaders: { 'retry-after-ms': '1500' } } }, '2026-11-20T08:00:01.5Z'],
    [{ headers: { 'x-ratelimit-reset': '1795176000' } }, '2026-11-20T12:00:00Z'],
    [{ headers: { 'x-ratelimit-reset': '1795176000000' } }, '2026-11-20T12:00:00Z'],
    [{ headers: { 'x-ratelimit-reset': '60' } }, '2026-11-20T08:01:00Z'],
    [{ headers: { 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-reset-tokens': '6m0s' } }, '2026-11-20T08:06:00Z'],
    [
      {
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-11-20T08:01:00Z',
        'anthropic-ratelimit-tokens-remaining': '4000',
        'anthropic-ratelimit-tokens-reset': '2026-11-20T08:30:00Z',
      },
      '2026-11-20T08:01:00Z',
    ],
    [
      {
        'anthropic-ratelimit-unified-reset': '1795176000',
        'anthropic-ratelimit-unified-7d-reset': '1795700000',
      },
      '2026-11-20T12:00:00Z',
    ],
    [{ error: { type: 'usage_limit_reached', resets_at: 1795176000 } }, '2026-11-20T12:00:00Z'],
    [{ error: '{"resetsAt":"2026-11-20T12:00:00Z"}' }, '2026-11-20T12:00:00Z'],
    [{ details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' }] }, '2026-11-20T08:00:34Z'],
    [{ retryAfter: -5 }, null],
    [{ resetsAt: 'soon' }, null],
    [{ resetsAt: null }, null],
    [{}, null],
    [[], null],
    ['rate_limit', null],
  ])('%j', (data, expected) => expect(until('', data)).toBe(expected && iso(expected))); // prettier-ignore

  it('are believed before words', () =>
    expect(until('try again in 5 minutes', { retryAfterMs: 1000 })).toBe(iso('2026-11-20T08:00:01Z')));
  it('give way to words where they name nothing that is to come', () =>
    expect(until('try again in 5 minutes', { resetsAt: 1 })).toBe(iso('2026-11-20T08:05:00Z')));
});

describe('a clock that is put forward or back', () => {
  it('means the moment after the jump for a time that it jumps over', () =>
    expect(until('resets 2:30am (America/New_York)', null, Date.parse('2026-03-08T05:00:00Z'))).toBe(
      iso('2026-03-08T07:30:00Z'),
    ));
  it('means the later one of two', () =>
    expect(until('resets 1:30am (America/New_York)', null, Date.parse('2026-11-01T04:00:00Z'))).toBe(
      iso('2026-11-01T06:30:00Z'),
    ));
  it('has its own time the day after', () =>
    expect(until('resets 9am (Europe/Berlin)', null, Date.parse('2026-10-24T12:00:00Z'))).toBe(
      iso('2026-10-25T08:00:00Z'),
    ));
  it('is the one of the machine where no place is named', () =>
    expect(until('resets at 14:05', null, now, 'Asia/Tokyo')).toBe(iso('2026-11-21T05:05:00Z')));
});

it.each([
  ['1h2m3s', 3_723_000],
  ['500ms', 500],
  ['2 weeks', 1_209_600_000],
  ['3 months', null],
  ['9:30', null],
  ['9 am', null],
])('the duration %j', (text, ms) => expect(durationOf(text)).toBe(ms));
