import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SecretStore } from '../../src/secrets/secret-store.mjs';
import { Store } from '../../src/store/store.mjs';

describe('the store of secrets', () => {
  it('answers the newest value to its owner', () => {
    const secrets = new SecretStore(new Store());
    assert.equal(secrets.write('root:acme', 'registry', 'first'), 1);
    assert.equal(secrets.write('root:acme', 'registry', 'second'), 2);
    assert.equal(secrets.read('root:acme', 'registry'), 'second');
  });

  it('knows no secret of another tenant', () => {
    const secrets = new SecretStore(new Store());
    secrets.write('root:acme', 'registry', 'first');
    assert.throws(() => secrets.read('root:beta', 'registry'), { code: 'NO_SECRET' });
    assert.deepEqual(secrets.list('root:beta'), []);
    assert.equal(secrets.remove('root:acme', 'registry'), true);
  });
});
