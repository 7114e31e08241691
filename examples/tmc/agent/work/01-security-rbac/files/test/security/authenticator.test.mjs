import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Authenticator } from '../../src/security/authenticator.mjs';

function authenticator() {
  const clock = { now: 1000 };
  const users = new Authenticator({ now: () => clock.now });
  users.admit('first', { name: 'ada', groups: ['builders'] });
  users.admit('second', { name: 'grace' }, 2000);
  return { users, clock };
}
const nobody = { code: 'UNAUTHENTICATED' };

describe('the authenticator', () => {
  it('knows a user by the bearer', () => {
    const { users } = authenticator();
    assert.deepEqual(users.authenticate('Bearer first'), { name: 'ada', groups: ['builders'] });
    assert.deepEqual(users.authenticate('Bearer second').groups, []);
  });

  it('says the same to everybody whom it does not know', () => {
    const { users } = authenticator();
    const messages = ['Bearer third', 'Basic first', 'first', '', undefined, 'Bearer '].map((header) => {
      try {
        return users.authenticate(header).name;
      } catch (error) {
        return error.message;
      }
    });
    assert.deepEqual(new Set(messages), new Set(['the credentials are not valid']));
  });

  it('forgets when the time is over, and when it is told to', () => {
    const { users, clock } = authenticator();
    clock.now = 2000;
    assert.throws(() => users.authenticate('Bearer second'), nobody);
    assert.equal(users.revoke('ada'), 1);
    assert.throws(() => users.authenticate('Bearer first'), nobody);
  });
});
