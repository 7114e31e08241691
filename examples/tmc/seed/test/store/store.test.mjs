import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Store } from '../../src/store/store.mjs';

describe('the store', () => {
  it('keeps tenants apart', () => {
    const store = new Store();
    store.put('root:a', 'Workload', { name: 'web' });
    assert.equal(store.get('root:b', 'Workload', 'web'), null);
    assert.deepEqual(store.list('root:b', 'Workload'), []);
    assert.equal(store.unscoped('Workload').length, 1);
  });

  it('refuses a write that is based on an old version', () => {
    const store = new Store();
    const first = store.put('root:a', 'Workload', { name: 'web' });
    store.put('root:a', 'Workload', { ...first, image: 'two' });
    assert.throws(() => store.put('root:a', 'Workload', { ...first, image: 'three' }), { code: 'CONFLICT' });
  });

  it('hands out copies', () => {
    const store = new Store();
    store.put('root:a', 'Workload', { name: 'web', labels: { tier: 'front' } });
    store.get('root:a', 'Workload', 'web').labels.tier = 'back';
    assert.equal(store.list('root:a', 'Workload')[0].labels.tier, 'front');
  });

  it('tells watchers what changed, until they have had enough', () => {
    const store = new Store();
    const seen = [];
    const stop = store.watch('Workload', ({ type }) => seen.push(type));
    store.put('root:a', 'Workload', { name: 'web' });
    store.put('root:a', 'Workload', { name: 'web' });
    assert.equal(store.remove('root:a', 'Workload', 'web'), true);
    stop();
    store.put('root:a', 'Workload', { name: 'web' });
    assert.deepEqual(seen, ['added', 'changed', 'removed']);
  });
});
