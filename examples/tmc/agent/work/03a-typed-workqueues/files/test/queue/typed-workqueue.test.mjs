import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_BACKOFF_TICKS, TypedWorkqueue, isClusterKey } from '../../src/queue/typed-workqueue.mjs';

const WEB = 'root:acme|web';
const queueWith = (...keys) => {
  const queue = new TypedWorkqueue({ name: 'test' });
  for (const key of keys) queue.add(key);
  return queue;
};

describe('a typed work queue', () => {
  it('holds keys of its type and nothing else', () => {
    const queue = queueWith();
    for (const value of [{ name: 'web' }, 'web', 'root:ACME|web', 'root:acme|', undefined]) {
      assert.equal(isClusterKey(value), false);
      assert.throws(() => queue.add(value), TypeError);
    }
  });

  it('lets a key wait once, however often it is added', () => {
    const queue = queueWith(WEB, WEB, 'root:acme|db');
    assert.equal(queue.length, 2);
    assert.deepEqual([queue.get(), queue.get(), queue.get()], [WEB, 'root:acme|db', undefined]);
  });

  it('never gives a key to two workers: what changes meanwhile waits until the first is done', () => {
    const queue = queueWith(WEB);
    queue.get();
    queue.add(WEB);
    assert.equal(queue.get(), undefined);
    queue.done(WEB);
    assert.equal(queue.get(), WEB);
  });

  it('lets failing keys wait longer each time, up to a limit', () => {
    const queue = queueWith();
    const waits = Array.from({ length: 9 }, () => {
      queue.addRateLimited(WEB);
      let ticks = 0;
      while (queue.length === 0) {
        queue.advance();
        ticks += 1;
      }
      queue.done(queue.get());
      return ticks;
    });
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, MAX_BACKOFF_TICKS, MAX_BACKOFF_TICKS]);
  });

  it('forgets the failures of a key that succeeded', () => {
    const queue = queueWith();
    queue.addRateLimited(WEB);
    queue.addRateLimited(WEB);
    assert.equal(queue.failuresOf(WEB), 2);
    queue.forget(WEB);
    assert.equal(queue.failuresOf(WEB), 0);
  });
});
