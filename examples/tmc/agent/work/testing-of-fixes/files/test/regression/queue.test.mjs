import assert from 'node:assert/strict';
import { it } from 'node:test';
import { TypedWorkqueue } from '../../src/queue/typed-workqueue.mjs';
import { forSeeds } from './sequence.mjs';

const KEYS = ['root:a|one', 'root:a|two', 'root:b|one'];

it('whatever workers do, a key is never worked on twice at once, and no change is lost', () => {
  forSeeds(50, ({ next, pick }) => {
    const queue = new TypedWorkqueue({ name: 'test' });
    const working = new Set();
    const owed = new Set();
    for (let step = 0; step < 200; step += 1) {
      const action = next(3);
      if (action === 0) {
        const key = pick(KEYS);
        queue.add(key);
        owed.add(key);
      } else if (action === 1) {
        const key = queue.get();
        if (key === undefined) continue;
        assert.equal(working.has(key), false, `${key} is worked on twice`);
        working.add(key);
        owed.delete(key);
      } else if (working.size > 0) {
        const key = pick([...working]);
        working.delete(key);
        queue.done(key);
      }
    }
    for (const key of working) queue.done(key);
    for (let key = queue.get(); key !== undefined; key = queue.get()) owed.delete(key);
    assert.deepEqual([...owed], []);
  });
});
