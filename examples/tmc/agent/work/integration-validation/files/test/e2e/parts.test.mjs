import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FeatureGate } from '../../src/flags/feature-gate.mjs';
import { FLAGS } from '../../src/flags/flags.mjs';
import { createServer } from '../../src/server.mjs';
import { startWorld } from './harness.mjs';

describe('the parts of a server', () => {
  it('are all there, and each has a flag of its own', async () => {
    const { parts, flags } = await createServer();
    const flagged = Object.values(FLAGS).flatMap(({ part }) => part ?? []);
    for (const part of Object.keys(parts)) assert.ok(flagged.includes(part), part);
    for (const { name, because } of flags.describe()) assert.ok(because, name);
  });

  it('can each be left out, without hurting the others', async () => {
    for (const [flag, { part }] of Object.entries(FLAGS)) {
      if (!part) continue;
      const { parts } = await createServer({ flags: new FeatureGate(FLAGS, { [flag]: false }) });
      assert.equal(part in parts, false, part);
    }
  });
});

it('a tenant without any target waits, and starts with the first one', async () => {
  const world = await startWorld();
  const acme = world.tenant('root:acme');
  acme.workload('web', { target: 'east' });
  world.pass(2);
  assert.equal(acme.phaseOf('web'), 'Pending');
  acme.target('east', { heartbeat: 2 });
  assert.equal(acme.phaseOf('web'), 'Running');
});
