import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startWorld } from './harness.mjs';

describe('two tenants on one server', () => {
  it('run workloads of the same name on targets of their own', async () => {
    const world = await startWorld();
    const acme = world.tenant('root:acme');
    const beta = world.tenant('root:beta');
    acme.target('acme-east');
    acme.workload('web', { target: 'acme-east' });
    beta.workload('web', { target: 'beta-west' });
    assert.deepEqual([acme.phaseOf('web'), beta.phaseOf('web')], ['Running', 'Pending']);
  });

  it('see what is theirs', async () => {
    const world = await startWorld();
    world.tenant('root:acme').workload('web');
    world.tenant('root:beta').workload('db');
    assert.deepEqual(world.tenant('root:acme').sees('Workload'), ['web']);
    assert.deepEqual(world.tenant('root:beta').sees('Workload'), ['db']);
  });
});

describe('a target that goes silent', () => {
  it('takes its workloads with it, and brings them back when it speaks again', async () => {
    const world = await startWorld();
    const acme = world.tenant('root:acme');
    acme.target('east');
    acme.workload('web', { target: 'east' });
    world.pass(5);
    assert.equal(acme.phaseOf('web'), 'Pending');
    acme.target('east', { heartbeat: 5 });
    assert.equal(acme.phaseOf('web'), 'Running');
  });

  it('does not hurt those on other targets', async () => {
    const world = await startWorld();
    const acme = world.tenant('root:acme');
    acme.target('east');
    acme.target('west', { heartbeat: 5 });
    acme.workload('web', { target: 'west' });
    world.pass(5);
    assert.equal(acme.phaseOf('web'), 'Running');
  });
});
