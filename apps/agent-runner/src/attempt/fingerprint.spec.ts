import { jest } from '@jest/globals';
import { fingerprint } from './fingerprint.ts';

jest.setTimeout(60_000);

it('is the same for the same failure at another time and place', () =>
  expect(fingerprint('gate', 'test', '3 of 41 failed in 1.2 s at /tmp/a1/x.ts:10 (deadbeef)')).toBe(
    fingerprint('gate', 'test', '3 of 40 failed in 0.9 s at /tmp/b2/x.ts:12 (cafebabe)'),
  ));

it('differs for another failure', () =>
  expect(fingerprint('gate', 'lint', 'no-var')).not.toBe(fingerprint('gate', 'lint', 'no-undef')));
