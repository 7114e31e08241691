import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quotaPolicy, replicasAskedFor } from '../../src/apiexport/quota-policy.mjs';
import { Store } from '../../src/store/store.mjs';

function world(quota = {}) {
  const store = new Store();
  const spec = { cluster: 'root:acme', replicas: 5, enforced: true, ...quota };
  store.put('root:acme', 'ResourceQuota', { name: 'small', spec });
  store.put('root:acme', 'WorkloadPlacement', { name: 'web', spec: { replicas: 3 } });
  return { store, check: quotaPolicy(store) };
}
const placement = (name, replicas) => ({ kind: 'WorkloadPlacement', name, spec: { replicas } });

describe('a quota', () => {
  it('allows what fits, and says by how much the rest does not', () => {
    const { check } = world();
    assert.deepEqual(check(placement('db', 2), 'root:acme'), []);
    assert.deepEqual(check(placement('db', 3), 'root:acme'), [
      { path: 'spec.replicas', message: 'makes 6 in all, the quota small allows 5' },
    ]);
  });

  it('counts an object that changes once', () => {
    const { store, check } = world();
    assert.deepEqual(check(placement('web', 5), 'root:acme'), []);
    assert.equal(replicasAskedFor(store, 'root:acme', 'web'), 0);
  });

  it('counts in its own logical cluster only', () => {
    const { store, check } = world();
    assert.deepEqual(check(placement('db', 100), 'root:beta'), []);
    store.put('root:beta', 'ResourceQuota', {
      name: 'stray',
      spec: { cluster: 'root:acme', replicas: 0, enforced: true },
    });
    assert.deepEqual(check(placement('db', 100), 'root:beta'), []);
  });

  it('only warns when it is not enforced, and minds placements only', () => {
    assert.deepEqual(world({ enforced: false }).check(placement('db', 100), 'root:acme'), []);
    assert.deepEqual(world().check({ kind: 'AlertRule', name: 'x', spec: {} }, 'root:acme'), []);
  });
});
