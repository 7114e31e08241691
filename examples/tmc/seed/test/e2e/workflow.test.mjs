import assert from 'node:assert/strict';
import { it } from 'node:test';
import { drain } from '../../src/controllers/run.mjs';
import { createServer } from '../../src/server.mjs';

it('a workload runs while its target beats, from the first write to the last', async () => {
  const server = await createServer();
  const phase = () => server.store.get('root:acme', 'Workload', 'web').phase;
  server.store.put('root:acme', 'SyncTarget', { name: 'east', heartbeat: 0 });
  server.store.put('root:acme', 'Workload', { name: 'web', target: 'east' });
  drain(server.controllers);
  assert.equal(phase(), 'Running');

  server.parts.controllers.targets.tick(10);
  drain(server.controllers);
  assert.equal(phase(), 'Pending');
});
