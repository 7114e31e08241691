import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireCluster, requireReach } from '../../src/workspace/boundary.mjs';

describe('the border of a logical cluster', () => {
  it('lets its own people in', () => {
    assert.equal(requireReach('root:acme', 'root:acme'), 'root:acme');
  });

  it('keeps strangers, parents and children out', () => {
    for (const actor of ['root:evil', 'root', 'root:acme:team', 'root:acm']) {
      assert.throws(() => requireReach(actor, 'root:acme'), { code: 'BOUNDARY' });
    }
  });

  it('opens downwards where that is asked for', () => {
    assert.equal(requireReach('root:acme', 'root:acme:team', { descendants: true }), 'root:acme:team');
    assert.throws(() => requireReach('root:acme:team', 'root:acme', { descendants: true }), {
      code: 'BOUNDARY',
    });
  });

  it('is not crossed by a name that is none', () => {
    assert.throws(() => requireCluster('root:acme/../evil'), { code: 'BAD_CLUSTER' });
    assert.throws(() => requireReach('root:acme', '../root:acme'), { code: 'BAD_CLUSTER' });
  });
});
