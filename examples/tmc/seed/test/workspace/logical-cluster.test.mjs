import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  clusterKey,
  isWithin,
  parentOf,
  parseCluster,
  splitKey,
} from '../../src/workspace/logical-cluster.mjs';

describe('a logical cluster', () => {
  it('has parts', () => {
    assert.deepEqual(parseCluster('root:acme:team').parts, ['root', 'acme', 'team']);
    assert.equal(parentOf('root:acme:team'), 'root:acme');
    assert.equal(parentOf('root'), null);
  });

  it('is refused when it is none', () => {
    for (const value of ['', 'acme', 'root/acme', 'root:', 'root:ACME', 'root:..', null]) {
      assert.throws(() => parseCluster(value), { code: 'BAD_CLUSTER' });
    }
  });

  it('lies within its ancestors only', () => {
    assert.equal(isWithin('root:acme:team', 'root:acme'), true);
    assert.equal(isWithin('root:acme-two', 'root:acme'), false);
  });

  it('makes keys that can be split again', () => {
    assert.deepEqual(splitKey(clusterKey('root:acme', 'web')), { cluster: 'root:acme', name: 'web' });
    assert.throws(() => clusterKey('root:acme', ''), TypeError);
  });
});
