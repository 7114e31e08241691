import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClusterIndex } from '../../src/store/cluster-index.mjs';
import { Store } from '../../src/store/store.mjs';

const byColour = (store) => new ClusterIndex(store, 'Thing', ({ colour }) => (colour ? [colour] : []));

describe('an index', () => {
  it('knows what was there before it, and what came after', () => {
    const store = new Store();
    store.put('root:a', 'Thing', { name: 'one', colour: 'red' });
    const index = byColour(store);
    store.put('root:b', 'Thing', { name: 'two', colour: 'red' });
    assert.deepEqual(index.keysOf('red'), ['root:a|one', 'root:b|two']);
  });

  it('follows changes and removals', () => {
    const store = new Store();
    const index = byColour(store);
    store.put('root:a', 'Thing', { name: 'one', colour: 'red' });
    store.put('root:a', 'Thing', { name: 'one', colour: 'blue' });
    assert.deepEqual([index.keysOf('red'), index.keysOf('blue')], [[], ['root:a|one']]);
    store.remove('root:a', 'Thing', 'one');
    assert.deepEqual(index.keysOf('blue'), []);
  });

  it('costs no look at the store', () => {
    const store = new Store();
    const index = byColour(store);
    store.put('root:a', 'Thing', { name: 'one', colour: 'red' });
    const before = store.stats.reads;
    index.keysOf('red');
    assert.equal(store.stats.reads, before);
  });
});
