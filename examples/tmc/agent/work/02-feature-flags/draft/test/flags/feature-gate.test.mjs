import assert from 'node:assert/strict';
import { it } from 'node:test';
import { FlagError } from '../../src/flags/feature-gate.mjs';
import { FLAGS } from '../../src/flags/flags.mjs';

it('every flag says what it is for', () => {
  for (const [name, flag] of Object.entries(FLAGS)) assert.ok(flag.doc, name);
});

it('a wrong flag has a code', () => {
  assert.equal(new FlagError('wrong').code, 'BAD_FLAG');
});
