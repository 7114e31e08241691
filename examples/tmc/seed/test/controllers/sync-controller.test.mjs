import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SyncController } from '../../src/controllers/sync-controller.mjs';
import { drain } from '../../src/controllers/run.mjs';
import { Store } from '../../src/store/store.mjs';

const world = () => {
  const store = new Store();
  return { store, sync: new SyncController(store) };
};
const phase = (store, cluster, name) => store.get(cluster, 'Workload', name).phase;

describe('the sync controller', () => {
  it('leaves a workload pending until its target is ready', () => {
    const { store, sync } = world();
    store.put('root:a', 'Workload', { name: 'web', target: 'east' });
    drain([sync]);
    assert.equal(phase(store, 'root:a', 'web'), 'Pending');
    store.put('root:a', 'SyncTarget', { name: 'east', ready: true });
    drain([sync]);
    assert.equal(phase(store, 'root:a', 'web'), 'Running');
  });

  it('comes to rest', () => {
    const { store, sync } = world();
    store.put('root:a', 'SyncTarget', { name: 'east', ready: true });
    store.put('root:a', 'Workload', { name: 'web', target: 'east' });
    drain([sync]);
    assert.equal(drain([sync]), 0);
  });
});
