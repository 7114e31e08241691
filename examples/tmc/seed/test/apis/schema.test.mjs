import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createObject, defineKind, hasCondition, problemsOf, withCondition } from '../../src/apis/schema.mjs';
import { workload } from '../../src/apis/workload.mjs';

describe('an API object', () => {
  it('has the defaults of its kind', () => {
    const web = createObject(workload, 'web', { image: 'nginx' });
    assert.equal(web.spec.replicas, 1);
    assert.deepEqual(problemsOf(workload, web), []);
  });

  it('names everything that is wrong with it', () => {
    const web = createObject(workload, 'web', { replicas: 1.5, colour: 'red' });
    assert.deepEqual(
      problemsOf(workload, { ...web, kind: 'Other', apiVersion: 'v9' }).map(({ path }) => path),
      ['kind', 'apiVersion', 'spec.image', 'spec.replicas', 'spec.colour'],
    );
  });

  it('carries conditions', () => {
    const web = withCondition(createObject(workload, 'web', { image: 'nginx' }), 'Ready', true, 'Started');
    assert.equal(hasCondition(web, 'Ready'), true);
    assert.equal(hasCondition(withCondition(web, 'Ready', false), 'Ready'), false);
  });
});

describe('a kind', () => {
  it('is refused with a field that nobody can check or read about', () => {
    const withField = (field) => () => defineKind({ kind: 'Odd', spec: { field } });
    assert.throws(withField({ type: 'colour', doc: 'A colour.' }), /unknown type colour/);
    assert.throws(withField({ type: 'string' }), /needs a doc/);
  });
});
