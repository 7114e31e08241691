import assert from 'node:assert/strict';
import { it } from 'node:test';
import { drain } from '../../src/controllers/run.mjs';
import { createServer } from '../../src/server.mjs';

it('a tenant signs in, is allowed, runs a workload, and its provider watches it in a virtual workspace', async () => {
  const server = await createServer();
  const { security, virtual, secrets } = server.parts;
  security.authenticator.admit('badge-of-ada', { name: 'ada' });
  security.authorizer.bind('root:acme', 'editor', 'user:ada');
  const store = security.storeFor(security.authenticator.authenticate('Bearer badge-of-ada'));

  virtual.catalog.bind('root:acme', 'workloads');
  store.put('root:acme', 'SyncTarget', { name: 'east', heartbeat: 0 });
  store.put('root:acme', 'Workload', { name: 'web', target: 'east' });
  secrets.secrets.write('root:acme', 'registry', 'for web');
  drain(server.controllers);

  assert.deepEqual(
    virtual
      .view('workloads')
      .list('root', 'root:acme')
      .map(({ name, phase }) => `${name} ${phase}`),
    ['web Running'],
  );
});
