import type { Actor, OrgId } from '../ids.ts';
import { tokensOf } from './token.ts';

const admin = 'a'.repeat(32);
const tokens = tokensOf(admin);
const ada = { actor: 'person:ada' as Actor, org: 'main' as OrgId, use: null };

describe('a token', () => {
  it("is the admin's own", () => {
    expect(tokens.callerOf(admin, 0)).toEqual({ actor: 'admin:local', org: null, use: null });
  });
  it('names its actor and org', () => expect(tokens.callerOf(tokens.mint(ada), 0)).toEqual(ada));
  it('outlives a restart', () => expect(tokensOf(admin).callerOf(tokens.mint(ada), 0)).toEqual(ada));
  it("dies with the admin's", () => {
    expect(tokensOf('b'.repeat(32)).callerOf(tokens.mint(ada), 0)).toBeNull();
  });
  it('ends at its time', () => {
    const token = tokens.mint({ ...ada, exp: 100 });
    expect(tokens.callerOf(token, 99_999)).toEqual(ada);
    expect(tokens.callerOf(token, 100_000)).toBeNull();
  });
  it('cannot be altered', () => {
    const [prefix, , signature] = tokens.mint(ada).split('.');
    const forged = Buffer.from(JSON.stringify({ ...ada, actor: 'admin:local' })).toString('base64url');
    expect(tokens.callerOf([prefix, forged, signature].join('.'), 0)).toBeNull();
  });
  it.each(['', 'x', 'hr1', 'hr1.', 'hr1..', 'hr1.e30.', 'hr1.e30.AAAA', `${admin}x`, 'hr2.a.b', 'hr1.a.b.c'])(
    'is not %j',
    (token) => expect(tokens.callerOf(token, 0)).toBeNull(),
  );
});
