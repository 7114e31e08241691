import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BinaryManager } from '../../src/binaries/binary-manager.mjs';

describe('the binary manager', () => {
  it('answers what was registered', () => {
    const manager = new BinaryManager();
    manager.register('root:a', { name: 'syncer', version: '1', bytes: 'one' });
    assert.equal(manager.resolve('root:a', 'syncer').bytes, 'one');
    assert.equal(manager.remove('root:a', 'syncer'), true);
    assert.throws(() => manager.resolve('root:a', 'syncer'), { code: 'NO_BINARY' });
  });

  it('counts bytes', () => {
    const manager = new BinaryManager();
    manager.register('root:a', { name: 'syncer', version: '1', bytes: 'four' });
    assert.deepEqual(manager.usage(), { count: 1, total: 4, largest: 'syncer' });
  });
});
