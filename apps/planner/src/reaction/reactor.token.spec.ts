import { reactorToken } from './reactor.token.ts';

describe('the token of the reactors', () => {
  it('is always the same for the same admin token, and says who they are', () => {
    const [version, claims, signature] = reactorToken('an admin token of some length').split('.');
    expect(version).toBe('hr1');
    expect(JSON.parse(Buffer.from(claims!, 'base64url').toString())).toEqual({
      actor: 'reactor:planner',
      org: null,
      use: null,
    });
    expect(signature).toBe('qT7EG8Lrts1BOGoRDA04gTxgfevUMbpvsJRN5t5i5_g');
  });

  it('does not fit another admin token', () =>
    expect(reactorToken('one admin token')).not.toBe(reactorToken('another admin token')));
});
