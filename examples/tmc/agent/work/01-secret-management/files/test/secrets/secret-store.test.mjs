import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SecretStore } from '../../src/secrets/secret-store.mjs';
import { Store } from '../../src/store/store.mjs';

const world = () => {
  const store = new Store();
  return { store, secrets: new SecretStore(store, Buffer.alloc(32, 7)) };
};

describe('the store of secrets', () => {
  it('answers the newest value to its owner', () => {
    const { secrets } = world();
    assert.equal(secrets.write('root:acme', 'registry', 'first'), 1);
    assert.equal(secrets.write('root:acme', 'registry', 'second'), 2);
    assert.equal(secrets.read('root:acme', 'registry'), 'second');
  });

  it('knows no secret of another tenant', () => {
    const { secrets } = world();
    secrets.write('root:acme', 'registry', 'first');
    assert.throws(() => secrets.read('root:beta', 'registry'), { code: 'NO_SECRET' });
    assert.deepEqual(secrets.list('root:beta'), []);
    assert.equal(secrets.remove('root:acme', 'registry'), true);
  });

  it('gives the value to nobody who reads or watches the store', () => {
    const { store, secrets } = world();
    const seen = [];
    store.watch('Secret', (event) => seen.push(event));
    secrets.write('root:acme', 'registry', 'in the clear');
    seen.push(store.get('root:acme', 'Secret', 'registry'));
    assert.doesNotMatch(JSON.stringify(seen), /in the clear/);
  });

  it('opens no value that was moved to another name, tenant or revision', () => {
    const { store, secrets } = world();
    secrets.write('root:acme', 'registry', 'first');
    const { sealed } = store.get('root:acme', 'Secret', 'registry');
    const broken = { code: 'BROKEN_SEAL' };
    store.put('root:beta', 'Secret', { name: 'registry', revision: 1, sealed });
    assert.throws(() => secrets.read('root:beta', 'registry'), broken);
    store.put('root:acme', 'Secret', { name: 'other', revision: 1, sealed });
    assert.throws(() => secrets.read('root:acme', 'other'), broken);
    store.put('root:acme', 'Secret', { name: 'registry', revision: 2, sealed });
    assert.throws(() => secrets.read('root:acme', 'registry'), broken);
  });

  it('needs a whole key', () => {
    assert.throws(() => new SecretStore(new Store(), Buffer.alloc(8)), TypeError);
    assert.throws(() => new SecretStore(new Store()), TypeError);
  });
});
