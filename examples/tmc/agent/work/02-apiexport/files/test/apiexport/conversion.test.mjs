import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Conversions } from '../../src/apiexport/conversion.mjs';

const object = { apiVersion: 'test.example/v1', kind: 'Thing', name: 'one', spec: { size: 3 } };

function conversions() {
  const all = new Conversions();
  all.declare('Thing', 'v1', 'v2', {
    up: ({ size, ...rest }) => ({ ...rest, dimensions: { size } }),
    down: ({ dimensions, ...rest }) => ({ ...rest, size: dimensions.size }),
  });
  all.declare('Thing', 'v2', 'v3', {
    up: (spec) => ({ ...spec, unit: 'm' }),
    down: ({ unit: _unit, ...rest }) => rest,
  });
  return all;
}

describe('a conversion', () => {
  it('goes step by step', () => {
    const third = conversions().convert(object, 'v3');
    assert.deepEqual(third.spec, { dimensions: { size: 3 }, unit: 'm' });
    assert.equal(third.apiVersion, 'test.example/v3');
  });

  it('comes back to what it was', () => {
    const all = conversions();
    assert.deepEqual(all.convert(all.convert(object, 'v3'), 'v1'), object);
  });

  it('leaves the object as it was, and what has the version already', () => {
    const all = conversions();
    all.convert(object, 'v3');
    assert.deepEqual(object.spec, { size: 3 });
    assert.equal(all.convert(object, 'v1'), object);
  });

  it('is refused where no steps lead', () => {
    const all = conversions();
    assert.throws(() => all.convert(object, 'v9'), { code: 'NO_CONVERSION' });
    assert.throws(() => all.convert({ ...object, kind: 'Other' }, 'v2'), { code: 'NO_CONVERSION' });
    assert.deepEqual(all.versionsOf('Thing'), ['v1', 'v2', 'v3']);
  });
});
