import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { REASONS, chooseTarget } from '../../src/placement/scheduler.mjs';

const east = { name: 'east', ready: true, capacity: 4, labels: { zone: 'a' } };
const west = { name: 'west', ready: true, capacity: 8, labels: { zone: 'b' } };
const choose = (workload, targets, load = {}) => chooseTarget(workload, targets, (name) => load[name] ?? 0);

describe('the scheduler', () => {
  it('takes the emptiest target, then the first by name', () => {
    assert.deepEqual(choose({}, [east, west]), { target: 'west' });
    assert.deepEqual(choose({}, [east, west], { west: 6 }), { target: 'east' });
    assert.deepEqual(choose({}, [east, west], { west: 4 }), { target: 'east' });
  });

  it('keeps to the labels', () => {
    assert.deepEqual(choose({ selector: { zone: 'a' } }, [east, west]), { target: 'east' });
  });

  it('says what is missing', () => {
    assert.deepEqual(choose({}, []), { reason: REASONS.none });
    assert.deepEqual(choose({ selector: { zone: 'c' } }, [east, west]), { reason: REASONS.labels });
    assert.deepEqual(choose({}, [{ ...east, ready: false }]), { reason: REASONS.ready });
    assert.deepEqual(choose({ replicas: 9 }, [east, west]), { reason: REASONS.room });
  });
});
