import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiExports } from '../../src/apiexport/apiexport.mjs';
import { workload } from '../../src/apis/workload.mjs';

describe('API exports', () => {
  it('are used by those who bound them', () => {
    const exports = new ApiExports();
    exports.offer('root', 'workloads', [workload]);
    exports.bind('root:a', 'workloads');
    assert.deepEqual(exports.kindsOf('root:a'), [workload]);
    assert.deepEqual(exports.kindsOf('root:b'), []);
    assert.deepEqual(exports.consumersOf('workloads'), ['root:a']);
  });

  it('are offered once, and bound when they exist', () => {
    const exports = new ApiExports();
    exports.offer('root', 'workloads', [workload]);
    assert.throws(() => exports.offer('root:a', 'workloads', []), /exists/);
    assert.throws(() => exports.bind('root:a', 'storage'), /no export storage/);
  });
});
