import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiExports } from '../../src/apiexport/apiexport.mjs';
import { BINDING, ExportController } from '../../src/apiexport/export-controller.mjs';
import { workload } from '../../src/apis/workload.mjs';
import { drain } from '../../src/controllers/run.mjs';
import { Store } from '../../src/store/store.mjs';

function world() {
  const store = new Store();
  const exports = new ApiExports();
  const controller = new ExportController(store, exports);
  const ask = (cluster) => store.put(cluster, BINDING, { name: 'mine', export: 'workloads' });
  const statusOf = (cluster) => store.get(cluster, BINDING, 'mine').status;
  return { exports, controller, ask, statusOf, settle: () => drain([controller]) };
}

describe('a binding', () => {
  it('waits, and says for what', () => {
    const { ask, settle, statusOf } = world();
    ask('root:acme');
    settle();
    assert.deepEqual(statusOf('root:acme'), { phase: 'Waiting', reason: 'nobody offers workloads' });
  });

  it('is made true when the export is offered, for everybody who waited', () => {
    const { exports, controller, ask, settle, statusOf } = world();
    ask('root:acme');
    ask('root:beta');
    settle();
    exports.offer('root', 'workloads', [workload]);
    controller.offered('workloads');
    settle();
    for (const cluster of ['root:acme', 'root:beta']) {
      assert.deepEqual(statusOf(cluster), { phase: 'Bound', kinds: ['Workload'] });
    }
    assert.deepEqual(exports.consumersOf('workloads'), ['root:acme', 'root:beta']);
  });

  it('comes to rest', () => {
    const { exports, ask, settle } = world();
    exports.offer('root', 'workloads', [workload]);
    ask('root:acme');
    settle();
    assert.equal(settle(), 0);
  });
});

describe('an export', () => {
  it('can be given back', () => {
    const { exports } = world();
    exports.offer('root', 'workloads', [workload]);
    exports.bind('root:acme', 'workloads');
    assert.equal(exports.unbind('root:acme', 'workloads'), true);
    assert.equal(exports.unbind('root:beta', 'workloads'), false);
    assert.deepEqual(exports.kindsOf('root:acme'), []);
    assert.deepEqual([exports.kindNamesOf('workloads'), exports.kindNamesOf('other')], [['Workload'], []]);
  });
});
