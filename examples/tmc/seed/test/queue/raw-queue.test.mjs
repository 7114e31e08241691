import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RawQueue } from '../../src/queue/raw-queue.mjs';

it('the raw queue answers in the order of arrival', () => {
  const queue = new RawQueue();
  queue.add('one');
  queue.add('two');
  assert.equal(queue.length, 2);
  assert.deepEqual([queue.next(), queue.next(), queue.next()], ['one', 'two', undefined]);
});
