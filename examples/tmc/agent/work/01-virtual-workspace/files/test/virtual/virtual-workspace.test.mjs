import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drain } from '../../src/controllers/run.mjs';
import { Store } from '../../src/store/store.mjs';
import { BindingController } from '../../src/virtual/binding-controller.mjs';
import { ExportCatalog } from '../../src/virtual/export-catalog.mjs';
import { VirtualWorkspace } from '../../src/virtual/virtual-workspace.mjs';

const OWNER = 'root:provider';

function world() {
  const store = new Store();
  const catalog = new ExportCatalog(store);
  const bindings = new BindingController(store, catalog);
  const settle = () => drain([bindings]);
  return { store, catalog, settle, view: new VirtualWorkspace(store, catalog, 'workloads') };
}

function boundWorld() {
  const all = world();
  all.catalog.offer(OWNER, 'workloads', ['Workload']);
  for (const cluster of ['root:acme', 'root:beta']) {
    all.catalog.bind(cluster, 'workloads');
    all.store.put(cluster, 'Workload', { name: 'web' });
    all.store.put(cluster, 'Ledger', { name: 'private' });
  }
  all.settle();
  return all;
}

describe('a virtual workspace', () => {
  it('shows the owner of an export the exported objects of every consumer', () => {
    const { view } = boundWorld();
    assert.deepEqual(view.consumers(OWNER), ['root:acme', 'root:beta']);
    assert.deepEqual(
      view.list(OWNER, 'root:beta').map(({ cluster, name }) => `${cluster} ${name}`),
      ['root:beta web'],
    );
  });

  it('shows nothing that is not exported', () => {
    const { view } = boundWorld();
    assert.equal(view.get(OWNER, 'root:acme', 'Ledger', 'private'), null);
    assert.equal(view.get(OWNER, 'root:acme', 'Workload', 'web').cluster, 'root:acme');
  });

  it('shows a consumer its own objects, and no stranger’s', () => {
    const { view } = boundWorld();
    assert.equal(view.list('root:acme', 'root:acme').length, 1);
    assert.deepEqual(view.consumers('root:acme'), ['root:acme']);
    assert.throws(() => view.list('root:acme', 'root:beta'), { code: 'BOUNDARY' });
  });

  it('shows not even the owner who has not bound', () => {
    const { view, store } = boundWorld();
    store.put('root:gamma', 'Workload', { name: 'web' });
    assert.throws(() => view.list(OWNER, 'root:gamma'), { code: 'NOT_BOUND' });
  });
});
