import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drain } from '../../src/controllers/run.mjs';
import { createServer } from '../../src/server.mjs';

async function world() {
  const server = await createServer();
  const { catalog } = server.parts.virtual;
  const phase = () => server.store.get('root:acme', 'ExportBinding', 'storage')?.phase;
  return { server, catalog, phase, settle: () => drain(server.controllers) };
}

describe('a binding', () => {
  it('waits until somebody offers what it asks for', async () => {
    const { catalog, phase, settle } = await world();
    catalog.bind('root:acme', 'storage');
    settle();
    assert.equal(phase(), 'Binding');
    catalog.offer('root:provider', 'storage', ['Volume']);
    settle();
    assert.equal(phase(), 'Bound');
    assert.deepEqual(catalog.consumersOf('storage'), ['root:acme']);
  });

  it('ends with the offer', async () => {
    const { server, catalog, phase, settle } = await world();
    catalog.offer('root:provider', 'storage', ['Volume']);
    catalog.bind('root:acme', 'storage');
    settle();
    server.store.remove('root:provider', 'ExportOffer', 'storage');
    settle();
    assert.equal(phase(), 'Binding');
    assert.deepEqual([catalog.consumersOf('storage'), catalog.kindNames('storage')], [[], []]);
  });

  it('cannot be hijacked: a name belongs to who offered it first', async () => {
    const { catalog } = await world();
    catalog.offer('root:provider', 'storage', ['Volume']);
    assert.throws(() => catalog.offer('root:evil', 'storage', ['Volume']), /another logical cluster/);
    assert.equal(catalog.ownerOf('storage'), 'root:provider');
  });
});
