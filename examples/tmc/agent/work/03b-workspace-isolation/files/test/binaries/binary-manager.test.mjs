import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BinaryManager } from '../../src/binaries/binary-manager.mjs';

const managerWith = (cluster, name, bytes) => {
  const manager = new BinaryManager();
  manager.register(cluster, { name, version: '1', bytes });
  return manager;
};

describe('the binary manager', () => {
  it('answers what was registered last', () => {
    const manager = managerWith('root:a', 'syncer', 'one');
    manager.register('root:a', { name: 'syncer', version: '2', bytes: 'two' });
    assert.equal(manager.resolve('root:a', 'syncer').bytes, 'two');
    assert.equal(manager.remove('root:a', 'syncer'), true);
    assert.equal(manager.remove('root:b', 'syncer'), false);
    assert.throws(() => manager.resolve('root:a', 'syncer'), { code: 'NO_BINARY' });
  });

  it('keeps tenants apart, whatever they call their binaries', () => {
    const manager = managerWith('root:a', 'syncer', 'of a');
    manager.register('root:b', { name: 'syncer', version: '1', bytes: 'of b' });
    assert.equal(manager.resolve('root:a', 'syncer').bytes, 'of a');
    assert.deepEqual(manager.list('root:c'), []);
    assert.throws(() => manager.resolve('root:c', 'syncer'), { code: 'NO_BINARY' });
  });

  it('accepts no name that is no logical cluster', () => {
    const manager = new BinaryManager();
    for (const cluster of ['root:a/../b', '', 'a']) {
      assert.throws(() => manager.register(cluster, { name: 'syncer', version: '1', bytes: '' }), {
        code: 'BAD_CLUSTER',
      });
    }
  });

  it('shares downwards, never sideways', () => {
    const manager = managerWith('root:a', 'syncer', 'of a');
    manager.share('root:a', 'syncer', 'root:a:team');
    assert.equal(manager.resolve('root:a:team', 'syncer').bytes, 'of a');
    assert.throws(() => manager.share('root:a', 'syncer', 'root:b'), { code: 'BOUNDARY' });
  });

  it('counts the bytes of one tenant', () => {
    const manager = managerWith('root:a', 'syncer', 'four');
    manager.register('root:b', { name: 'huge', version: '1', bytes: 'a great many' });
    assert.deepEqual(manager.usage('root:a'), { count: 1, total: 4, largest: 'syncer' });
    assert.deepEqual(manager.usage('root:c'), { count: 0, total: 0, largest: null });
  });
});
