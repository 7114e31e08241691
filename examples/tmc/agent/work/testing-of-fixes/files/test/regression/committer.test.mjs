import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Committer } from '../../src/committer/committer.mjs';
import { Store } from '../../src/store/store.mjs';
import { forSeeds } from './sequence.mjs';

const FIELDS = ['image', 'phase', 'replicas'];

it('of two writers with old copies, neither ever undoes what the other wrote', () => {
  forSeeds(50, ({ next, pick }) => {
    const store = new Store();
    const committer = new Committer(store, 'Workload');
    store.put('root:a', 'Workload', { name: 'web', image: 0, phase: 0, replicas: 0 });
    const read = () => store.get('root:a', 'Workload', 'web');
    const copies = [read(), read()];
    const truth = { image: 0, phase: 0, replicas: 0 };
    for (let step = 1; step < 60; step += 1) {
      const writer = next(2);
      const field = pick(FIELDS);
      try {
        committer.commit(copies[writer], { ...copies[writer], [field]: step });
        truth[field] = step;
      } catch (error) {
        assert.equal(error.code, 'CONFLICT');
      }
      if (next(2) === 0) copies[writer] = read();
      const { image, phase, replicas } = read();
      assert.deepEqual({ image, phase, replicas }, truth);
    }
  });
});
