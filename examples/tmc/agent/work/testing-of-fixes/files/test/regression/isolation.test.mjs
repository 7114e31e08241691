import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BinaryManager } from '../../src/binaries/binary-manager.mjs';
import { drain } from '../../src/controllers/run.mjs';
import { createServer } from '../../src/server.mjs';
import { forSeeds, sequence } from './sequence.mjs';

const TENANTS = ['root:a', 'root:b', 'root:a:child'];

it('a tenant’s binaries are what that tenant registered, whatever the others do', () => {
  forSeeds(30, ({ next, pick }) => {
    const manager = new BinaryManager();
    const truth = new Map();
    for (let step = 0; step < 80; step += 1) {
      const tenant = pick(TENANTS);
      const name = pick(['syncer', 'agent']);
      const place = `${tenant} ${name}`;
      if (next(4) === 0) {
        assert.equal(manager.remove(tenant, name), truth.delete(place));
      } else {
        manager.register(tenant, { name, version: '1', bytes: `${tenant} ${step}` });
        truth.set(place, `${tenant} ${step}`);
      }
    }
    for (const tenant of TENANTS) {
      for (const name of manager.list(tenant)) {
        assert.equal(manager.resolve(tenant, name).bytes, truth.get(`${tenant} ${name}`));
      }
    }
  });
});

it('a workload follows its own tenant’s target, whatever the others call theirs', async () => {
  const { next, pick } = sequence(7);
  const server = await createServer();
  const beats = new Map();
  for (let step = 0; step < 120; step += 1) {
    const tenant = pick(TENANTS);
    if (next(2) === 0) server.store.put(tenant, 'Workload', { name: 'web', target: 'east' });
    else {
      const heartbeat = server.parts.controllers.targets.now;
      server.store.put(tenant, 'SyncTarget', { name: 'east', heartbeat });
      beats.set(tenant, heartbeat);
    }
    if (next(3) === 0) server.parts.controllers.targets.tick();
    drain(server.controllers);
  }
  const { now } = server.parts.controllers.targets;
  for (const tenant of TENANTS) {
    const alive = beats.has(tenant) && now - beats.get(tenant) <= 3;
    const { phase } = server.store.get(tenant, 'Workload', 'web') ?? {};
    if (phase) assert.equal(phase, alive ? 'Running' : 'Pending', tenant);
  }
});
