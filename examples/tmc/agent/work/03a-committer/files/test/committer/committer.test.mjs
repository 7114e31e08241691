import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Committer, changedFields } from '../../src/committer/committer.mjs';
import { Store } from '../../src/store/store.mjs';

const world = () => {
  const store = new Store();
  const web = store.put('root:acme', 'Workload', { name: 'web', image: 'one', phase: 'Pending' });
  return { store, web, committer: new Committer(store, 'Workload') };
};
const stored = (store) => store.get('root:acme', 'Workload', 'web');

describe('a committer', () => {
  it('writes what changed', () => {
    const { store, web, committer } = world();
    assert.equal(committer.commit(web, { ...web, phase: 'Running' }), true);
    assert.equal(stored(store).phase, 'Running');
  });

  it('writes nothing when nothing changed', () => {
    const { store, web, committer } = world();
    assert.equal(committer.commit(web, { ...web }), false);
    assert.equal(stored(store).version, web.version);
  });

  it('leaves alone what somebody else wrote meanwhile', () => {
    const { store, web, committer } = world();
    store.put('root:acme', 'Workload', { ...web, image: 'two' });
    committer.commit(web, { ...web, phase: 'Running' });
    assert.deepEqual([stored(store).image, stored(store).phase], ['two', 'Running']);
  });

  it('does not win against somebody who wrote the same field', () => {
    const { store, web, committer } = world();
    store.put('root:acme', 'Workload', { ...web, phase: 'Failed' });
    assert.throws(() => committer.commit(web, { ...web, phase: 'Running' }), { code: 'CONFLICT' });
  });

  it('never moves an object to another tenant', () => {
    const { web, committer } = world();
    assert.throws(() => committer.commit(web, { ...web, cluster: 'root:evil' }), TypeError);
  });

  it('does not bring back what was removed', () => {
    const { store, web, committer } = world();
    store.remove('root:acme', 'Workload', 'web');
    assert.equal(committer.commit(web, { ...web, phase: 'Running' }), false);
    assert.equal(stored(store), null);
  });
});

it('a field that is gone has changed too', () => {
  assert.deepEqual(changedFields({ a: 1, b: 2 }, { a: 1 }), { b: undefined });
});
