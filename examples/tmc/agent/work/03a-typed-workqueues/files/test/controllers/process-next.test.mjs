import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_FAILURES, processNext } from '../../src/controllers/process-next.mjs';
import { TypedWorkqueue } from '../../src/queue/typed-workqueue.mjs';

const WEB = 'root:acme|web';
const queueWithWeb = () => {
  const queue = new TypedWorkqueue({ name: 'test' });
  queue.add(WEB);
  return queue;
};
const fail = () => {
  throw new Error('the cluster does not answer');
};

describe('one step of a controller', () => {
  it('reconciles a key, and says when there is none', () => {
    const queue = queueWithWeb();
    const seen = [];
    assert.equal(
      processNext(queue, (key) => seen.push(key)),
      true,
    );
    assert.equal(processNext(queue, fail), false);
    assert.deepEqual(seen, [WEB]);
  });

  it('tries a failing key again, later', () => {
    const queue = queueWithWeb();
    const errors = [];
    processNext(queue, fail, (key, error) => errors.push([key, error.message]));
    assert.equal(queue.length, 0);
    queue.advance();
    assert.equal(queue.length, 1);
    assert.deepEqual(errors, [[WEB, 'the cluster does not answer']]);
  });

  it('gives up in the end, and takes the key again when something changes', () => {
    const queue = queueWithWeb();
    for (let n = 0; n <= MAX_FAILURES; n += 1) {
      processNext(queue, fail);
      queue.advance(1000);
    }
    assert.equal(queue.length, 0);
    queue.add(WEB);
    assert.equal(queue.failuresOf(WEB), 0);
  });
});
