import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FeatureGate } from '../../src/flags/feature-gate.mjs';
import { FLAGS } from '../../src/flags/flags.mjs';
import { createServer } from '../../src/server.mjs';

const parts = async (settings) =>
  Object.keys((await createServer({ flags: new FeatureGate(FLAGS, settings) })).parts);

describe('a server with feature flags', () => {
  it('runs nothing of it when the master flag is off', async () => {
    assert.deepEqual(await parts({ TMC: false }), []);
  });

  it('leaves out one part when its own flag is off', async () => {
    const without = await parts({ TMCBinaries: false });
    assert.equal(without.includes('binaries'), false);
    assert.equal(without.includes('controllers'), true);
  });
});
