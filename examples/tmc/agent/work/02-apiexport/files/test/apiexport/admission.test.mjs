import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Admission } from '../../src/apiexport/admission.mjs';
import { defineKind, problemsOf } from '../../src/apis/schema.mjs';

const kind = defineKind({
  group: 'test.example',
  version: 'v1',
  kind: 'Thing',
  plural: 'things',
  doc: 'A thing.',
  spec: {
    size: { type: 'integer', min: 1, required: true, doc: 'How large it is.' },
    tags: { type: 'list', of: { type: 'string' }, default: [], doc: 'What it is about.' },
  },
});
const thing = (spec, name = 'one') => ({ apiVersion: kind.apiVersion, kind: 'Thing', name, spec });

function admission() {
  const gate = new Admission();
  gate.accept({ kind, problems: (object) => problemsOf(kind, object) });
  return gate;
}

const problemsWith = (gate, object) => {
  try {
    gate.admit(object, 'root:acme');
    return [];
  } catch (error) {
    assert.equal(error.code, 'NOT_ADMITTED');
    return error.problems.map(({ path }) => path);
  }
};

describe('admission', () => {
  it('completes an object with the defaults of its kind', () => {
    assert.deepEqual(admission().admit(thing({ size: 1 }), 'root:acme').spec, { tags: [], size: 1 });
  });

  it('hands out defaults that are nobody else’s', () => {
    const gate = admission();
    gate.admit(thing({ size: 1 }), 'root:acme').spec.tags.push('mine');
    assert.deepEqual(gate.admit(thing({ size: 1 }), 'root:beta').spec.tags, []);
  });

  it('says everything that is wrong at once', () => {
    assert.deepEqual(problemsWith(admission(), thing({ size: 0, colour: 'red' }, 'Not A Name')), [
      'name',
      'spec.size',
      'spec.colour',
    ]);
  });

  it('refuses kinds that it does not know', () => {
    const gate = admission();
    assert.deepEqual(problemsWith(gate, { kind: 'Other', name: 'one' }), ['kind']);
    assert.deepEqual([gate.knows('Thing'), gate.knows('Other')], [true, false]);
    assert.deepEqual([gate.kindOf('Thing'), gate.kindOf('Other')], [kind, null]);
  });

  it('asks the policies, which see whose object it is', () => {
    const gate = admission();
    gate.policy((object, cluster) =>
      cluster === 'root:acme' && object.spec.size > 10
        ? [{ path: 'spec.size', message: 'is too large for acme' }]
        : [],
    );
    assert.deepEqual(problemsWith(gate, thing({ size: 11 })), ['spec.size']);
    assert.equal(gate.admit(thing({ size: 11 }), 'root:beta').spec.size, 11);
  });
});
