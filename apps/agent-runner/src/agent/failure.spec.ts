import { failureIn, failureOf, quotaIn, troubleIn } from './failure.ts';

const now = Date.parse('2026-11-20T08:00:00.000Z');
const failed = (message: string, more: { code?: number; data?: unknown } = {}) =>
  failureOf({ message, now, ...more });

describe('the class of a failure', () => {
  it.each([
    ['auth', 'Authentication required', { code: -32000 }],
    ['auth', 'Internal error', { code: -32603, data: { errorKind: 'authentication_failed' } }],
    ['auth', 'Internal error', { code: -32603, data: { details: '401 Incorrect API key' } }],
    ['quota', 'Internal error', { data: { class: 'rate_limit' } }],
    ['quota', 'exceeded retry limit, last status: 429 Too Many Requests', {}],
    ['context', 'Internal error', { data: { errorName: 'ContextOverflowError' } }],
    ['context', 'Prompt is too long', {}],
    ['infrastructure', 'stream disconnected before completion', {}],
    ['infrastructure', 'Internal error', { data: { errorKind: 'server_error' } }],
    ['crashed', 'ACP connection closed', {}],
  ] as const)('%s: %s', (expected, message, more) => expect(failed(message, more).class).toBe(expected));

  it('lets ordinary words pass', () =>
    expect(troubleIn('I renamed the function and all 12 tests pass')).toBeNull());
});

describe('a failure for want of quota', () => {
  it('says until when, from what the error carries or says', () => {
    expect(
      failed('429', { data: { errorKind: 'rate_limit', headers: { 'retry-after': '20' } } }),
    ).toMatchObject({
      class: 'quota',
      quotaUntil: '2026-11-20T08:00:20.000Z',
    });
    expect(failed("You've hit your limit · resets 9:30am (Asia/Kolkata)")).toMatchObject({
      class: 'quota',
      quotaUntil: '2026-11-21T04:00:00.000Z',
    });
  });
  it('says so where nobody names a time', () =>
    expect(failed('429 Too Many Requests')).toMatchObject({ class: 'quota', quotaUntil: null }));
  it('is found in the output of a command only where a provider speaks', () => {
    expect(quotaIn('Claude usage limit reached|1795176000', now)?.quotaUntil).toBe(
      '2026-11-20T12:00:00.000Z',
    );
    expect(quotaIn('expected 429, got 200', now)).toBeNull();
  });
});

it('tells the next attempt what did not fit, and what to do', () =>
  expect(
    failureIn('context', { message: 'prompt is too long: 210000 tokens > 200000 maximum', now }),
  ).toMatchObject({
    class: 'context',
    feedback: expect.stringMatching(/210000 tokens > 200000 maximum\nWork in small steps/) as string,
  }));
