import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drain } from '../../src/controllers/run.mjs';
import { createServer } from '../../src/server.mjs';

describe('controllers of many tenants', () => {
  it('never run a workload on a stranger’s target of the same name', async () => {
    const server = await createServer();
    server.store.put('root:acme', 'SyncTarget', { name: 'east', heartbeat: 0 });
    server.store.put('root:evil', 'Workload', { name: 'web', target: 'east' });
    drain(server.controllers);
    assert.equal(server.store.get('root:evil', 'Workload', 'web').phase, 'Pending');
  });

  it('look at as much for one change, however many tenants there are', async () => {
    const costs = [];
    for (const tenants of [5, 50]) {
      const server = await createServer();
      for (let n = 0; n < tenants; n += 1) {
        server.store.put(`root:t${n}`, 'SyncTarget', { name: 'east', heartbeat: 0 });
        server.store.put(`root:t${n}`, 'Workload', { name: 'web', target: 'east' });
      }
      drain(server.controllers);
      const before = server.store.stats.reads;
      server.store.put('root:t0', 'SyncTarget', { name: 'east', heartbeat: 1, ready: true });
      drain(server.controllers);
      costs.push(server.store.stats.reads - before);
    }
    assert.equal(costs[0], costs[1]);
  });
});
