import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drain } from '../../src/controllers/run.mjs';
import { createServer } from '../../src/server.mjs';

const ada = { name: 'ada', groups: [] };

describe('a stranger', () => {
  it('is nobody to the authenticator, and may do nothing', async () => {
    const { parts } = await createServer();
    assert.throws(() => parts.security.authenticator.authenticate('Bearer guess'), {
      code: 'UNAUTHENTICATED',
    });
    const store = parts.security.storeFor({ name: 'stranger', groups: [] });
    for (const act of [
      () => store.get('root:acme', 'Workload', 'web'),
      () => store.list('root:acme', 'Workload'),
      () => store.put('root:acme', 'Workload', { name: 'web' }),
      () => store.remove('root:acme', 'Workload', 'web'),
    ]) {
      assert.throws(act, { code: 'FORBIDDEN' });
    }
  });
});

describe('an admin of one tenant', () => {
  it('has no power over another, not even through a virtual workspace', async () => {
    const server = await createServer();
    const { security, virtual } = server.parts;
    security.authorizer.bind('root:acme', 'admin', 'user:ada');
    virtual.catalog.bind('root:beta', 'workloads');
    server.store.put('root:beta', 'Workload', { name: 'web' });
    drain(server.controllers);
    const view = virtual.view('workloads');
    assert.throws(() => view.list('root:acme', 'root:beta'), { code: 'BOUNDARY' });
    assert.throws(() => security.storeFor(ada).get('root:beta', 'Workload', 'web'), { code: 'FORBIDDEN' });
  });
});

describe('a secret', () => {
  it('is in no object that anybody could list, watch or view', async () => {
    const server = await createServer();
    const seen = [];
    server.store.watch('Secret', (event) => seen.push(event));
    server.parts.secrets.secrets.write('root:acme', 'registry', 'in the clear');
    seen.push(...server.store.unscoped('Secret'));
    assert.doesNotMatch(JSON.stringify(seen), /in the clear/);
  });

  it('stays shut for an operator who copies it to a tenant of their own', async () => {
    const { store, parts } = await createServer();
    parts.secrets.secrets.write('root:acme', 'registry', 'in the clear');
    const stolen = store.get('root:acme', 'Secret', 'registry');
    store.put('root:evil', 'Secret', { name: 'registry', revision: stolen.revision, sealed: stolen.sealed });
    assert.throws(() => parts.secrets.secrets.read('root:evil', 'registry'), { code: 'BROKEN_SEAL' });
  });
});
