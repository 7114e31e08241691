import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyFor, open, seal } from '../../src/secrets/seal.mjs';

const root = Buffer.alloc(32, 1);

describe('a seal', () => {
  it('is opened where it was made', () => {
    const key = keyFor(root, 'root:acme');
    assert.equal(open(key, 'here', seal(key, 'here', 'grüße')), 'grüße');
  });

  it('differs each time, so that equal values do not show', () => {
    const key = keyFor(root, 'root:acme');
    assert.notEqual(seal(key, 'here', 'same'), seal(key, 'here', 'same'));
  });

  it('is broken by a change, another place and another tenant’s key', () => {
    const key = keyFor(root, 'root:acme');
    const sealed = seal(key, 'here', 'text');
    const flipped = Buffer.from(sealed, 'base64');
    flipped[flipped.length - 1] ^= 1;
    for (const attempt of [
      () => open(key, 'here', flipped.toString('base64')),
      () => open(key, 'there', sealed),
      () => open(keyFor(root, 'root:beta'), 'here', sealed),
      () => open(key, 'here', ''),
    ]) {
      assert.throws(attempt, { code: 'BROKEN_SEAL' });
    }
  });
});
