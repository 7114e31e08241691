import { failureOf, troubleIn } from './failure.ts';
import { quotaUntil } from './quota.ts';

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

describe('when a quota returns', () => {
  it.each([
    ['try again in 20s', '2026-11-20T08:00:20.000Z'],
    ['Please retry after 90', '2026-11-20T08:01:30.000Z'],
    ['Your quota will reset after 1h2m3s.', '2026-11-20T09:02:03.000Z'],
    ['try again in 5 minutes', '2026-11-20T08:05:00.000Z'],
    ['usage limit reached|1795161600', '2026-11-20T08:00:00.000Z'],
    ['limit until 2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000Z'],
  ])('from %j', (text, until) => {
    const later = until === '2026-11-20T08:00:00.000Z' ? now - 1 : now;
    expect(quotaUntil(text, null, later)).toBe(until);
  });

  it('prefers what is typed', () =>
    expect(quotaUntil('try again in 5 minutes', { retryAfterMs: 1000 }, now)).toBe(
      '2026-11-20T08:00:01.000Z',
    ));

  it('is unknown when nobody says', () => {
    expect(quotaUntil('rate limit reached', {}, now)).toBeNull();
    expect(quotaUntil('try again in 400 days', {}, now)).toBeNull();
  });
});
