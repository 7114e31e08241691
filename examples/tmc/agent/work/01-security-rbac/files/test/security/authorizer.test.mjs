import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Authorizer } from '../../src/security/authorizer.mjs';
import { createServer } from '../../src/server.mjs';

const ada = { name: 'ada', groups: ['builders'] };

function authorizer() {
  const roles = new Authorizer();
  roles.role('viewer', [{ verbs: ['get', 'list'], kinds: ['Workload'] }]);
  roles.role('admin', [{ verbs: ['*'], kinds: ['*'] }]);
  return roles;
}

describe('the authorizer', () => {
  it('forbids what nobody allowed', () => {
    const roles = authorizer();
    assert.equal(roles.allows(ada, 'get', 'Workload', 'root:acme'), false);
    assert.throws(() => roles.require(ada, 'get', 'Workload', 'root:acme'), {
      code: 'FORBIDDEN',
      message: 'ada may not get Workload in root:acme',
    });
  });

  it('allows what a role says, in the cluster where it is held', () => {
    const roles = authorizer();
    roles.bind('root:acme', 'viewer', 'user:ada');
    assert.equal(roles.allows(ada, 'get', 'Workload', 'root:acme'), true);
    assert.equal(roles.allows(ada, 'delete', 'Workload', 'root:acme'), false);
    assert.equal(roles.allows(ada, 'get', 'Ledger', 'root:acme'), false);
    for (const other of ['root', 'root:beta', 'root:acme:team']) {
      assert.equal(roles.allows(ada, 'get', 'Workload', other), false, other);
    }
  });

  it('reaches downwards only where that was given', () => {
    const roles = authorizer();
    roles.bind('root:acme', 'admin', 'group:builders', { descends: true });
    assert.equal(roles.allows(ada, 'delete', 'Anything', 'root:acme:team'), true);
    assert.equal(roles.allows(ada, 'get', 'Workload', 'root:acme-two'), false);
  });

  it('takes back what it gave', () => {
    const roles = authorizer();
    roles.bind('root:acme', 'viewer', 'user:ada');
    assert.equal(roles.unbind('root:acme', 'viewer', 'user:ada'), true);
    assert.equal(roles.unbind('root:acme', 'viewer', 'user:ada'), false);
    assert.equal(roles.allows(ada, 'get', 'Workload', 'root:acme'), false);
  });

  it('refuses roles and subjects that do not exist', () => {
    const roles = authorizer();
    assert.throws(() => roles.role('odd', [{ verbs: ['borrow'], kinds: ['*'] }]), /no verb borrow/);
    assert.throws(() => roles.bind('root:acme', 'owner', 'user:ada'), /no role owner/);
    assert.throws(() => roles.bind('root:acme', 'viewer', 'ada'), /neither user: nor group:/);
    assert.throws(() => roles.bind('acme', 'viewer', 'user:ada'), { code: 'BAD_CLUSTER' });
  });
});

describe('a guarded store', () => {
  it('lets a user do what the roles say, verb by verb', async () => {
    const server = await createServer();
    const { authorizer: roles, storeFor } = server.parts.security;
    roles.bind('root:acme', 'editor', 'user:ada');
    const store = storeFor(ada);
    store.put('root:acme', 'Workload', { name: 'web' });
    store.put('root:acme', 'Workload', { name: 'web', image: 'two' });
    assert.equal(store.get('root:acme', 'Workload', 'web').image, 'two');
    assert.equal(store.list('root:acme', 'Workload').length, 1);
    assert.throws(() => store.remove('root:acme', 'Workload', 'web'), { code: 'FORBIDDEN' });
    assert.throws(() => store.list('root:beta', 'Workload'), { code: 'FORBIDDEN' });
    assert.throws(() => store.put('root:beta', 'Workload', { name: 'web' }), { code: 'FORBIDDEN' });
  });
});
