import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startWorld } from '../e2e/harness.mjs';

describe('placement', () => {
  it('spreads the workloads of a tenant over its targets', async () => {
    const world = await startWorld();
    const acme = world.tenant('root:acme');
    acme.target('east', { capacity: 2 });
    acme.target('west', { capacity: 2 });
    for (const name of ['one', 'two', 'three', 'four', 'five']) acme.workload(name, { place: 'auto' });
    const phases = ['one', 'two', 'three', 'four', 'five'].map((name) => acme.phaseOf(name));
    assert.deepEqual(phases, ['Running', 'Running', 'Running', 'Running', 'Pending']);
    const { waiting } = world.server.store.get('root:acme', 'Workload', 'five');
    assert.match(waiting, /room/);
  });

  it('moves what ran on a target that went silent', async () => {
    const world = await startWorld();
    const acme = world.tenant('root:acme');
    acme.target('east', { capacity: 9 });
    acme.target('west', { capacity: 1, heartbeat: 6 });
    acme.workload('web', { place: 'auto' });
    assert.equal(world.server.store.get('root:acme', 'Workload', 'web').target, 'east');
    world.pass(6);
    assert.equal(world.server.store.get('root:acme', 'Workload', 'web').target, 'west');
    assert.equal(acme.phaseOf('web'), 'Running');
  });

  it('never uses another tenant’s target, and leaves alone who did not ask', async () => {
    const world = await startWorld();
    world.tenant('root:beta').target('east');
    const acme = world.tenant('root:acme');
    acme.workload('web', { place: 'auto' });
    acme.workload('db');
    world.tenant('root:acme').target('west', { labels: { zone: 'a' } });
    assert.equal(world.server.store.get('root:acme', 'Workload', 'web').target, 'west');
    assert.equal(world.server.store.get('root:acme', 'Workload', 'db').target, undefined);
  });
});
