import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HEARTBEAT_TICKS, TargetController } from '../../src/controllers/target-controller.mjs';
import { drain } from '../../src/controllers/run.mjs';
import { Store } from '../../src/store/store.mjs';

const ready = (store) => store.get('root:a', 'SyncTarget', 'east').ready;

describe('the target controller', () => {
  it('calls a target ready while it beats', () => {
    const store = new Store();
    const targets = new TargetController(store);
    store.put('root:a', 'SyncTarget', { name: 'east', heartbeat: 0 });
    drain([targets]);
    assert.equal(ready(store), true);
    targets.tick(HEARTBEAT_TICKS + 1);
    drain([targets]);
    assert.equal(ready(store), false);
  });
});
