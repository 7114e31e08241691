import assert from 'node:assert/strict';
import { it } from 'node:test';
import { FeatureGate } from '../../src/flags/feature-gate.mjs';
import { FLAGS } from '../../src/flags/flags.mjs';
import { forSeeds } from './sequence.mjs';

it('no flag is ever on below one that is off', () => {
  forSeeds(50, ({ next }) => {
    const settings = Object.fromEntries(Object.keys(FLAGS).map((name) => [name, next(2) === 0]));
    const gate = new FeatureGate(FLAGS, settings);
    for (const [name, { parent }] of Object.entries(FLAGS)) {
      if (parent && !gate.enabled(parent)) assert.equal(gate.enabled(name), false, name);
    }
  });
});
