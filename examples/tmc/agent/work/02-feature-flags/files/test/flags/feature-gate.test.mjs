import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FeatureGate, flagsFrom, parseFlags } from '../../src/flags/feature-gate.mjs';
import { FLAGS } from '../../src/flags/flags.mjs';

const flags = {
  Whole: { stage: 'beta', doc: 'All of it.' },
  Half: { stage: 'beta', parent: 'Whole', part: 'half', doc: 'A half of it.' },
  New: { stage: 'alpha', doc: 'Not yet.' },
  Old: { stage: 'ga', doc: 'For good.' },
};
const gate = (settings) => new FeatureGate(flags, settings);

describe('a feature gate', () => {
  it('knows the default of each stage', () => {
    const states = Object.keys(flags).map((name) => gate().enabled(name));
    assert.deepEqual(states, [true, true, false, true]);
  });

  it('turns off what hangs on a flag that is off', () => {
    assert.equal(gate({ Whole: false, Half: true }).enabled('Half'), false);
    assert.equal(gate({ Half: false }).enabled('Whole'), true);
  });

  it('refuses what it does not know, and says what was meant', () => {
    assert.throws(() => gate({ half: true }), /did you mean Half/);
    assert.throws(() => gate({ Half: 'yes' }), { code: 'BAD_FLAG' });
    assert.throws(() => gate({ Old: false }), /cannot be turned off/);
    assert.throws(() => gate().enabled('Nothing'), { code: 'BAD_FLAG' });
  });

  it('runs a part by its flag, and parts that have none', () => {
    assert.equal(gate({ Half: false }).runs('half'), false);
    assert.equal(gate().runs('plumbing'), true);
  });

  it('tells people why', () => {
    const reasons = gate({ Whole: false, New: true })
      .describe()
      .map(({ name, because }) => `${name}: ${because}`);
    assert.deepEqual(reasons, ['Whole: set', 'Half: Whole is off', 'New: set', 'Old: ga is on by default']);
  });
});

describe('flags as text', () => {
  it('are read', () => {
    assert.deepEqual(parseFlags(' Whole=true, New=false '), { Whole: true, New: false });
    assert.deepEqual(flagsFrom({ TMC_FEATURE_GATES: 'Half=false' }), { Half: false });
    assert.deepEqual(flagsFrom({}), {});
  });

  it('are refused when they are not', () => {
    for (const text of ['Whole', 'Whole=maybe', '=true', 'Whole=true=false']) {
      assert.throws(() => parseFlags(text), { code: 'BAD_FLAG' });
    }
  });
});

it('every flag of the server has a parent that exists and says what it is for', () => {
  for (const [name, flag] of Object.entries(FLAGS)) {
    assert.ok(flag.doc, name);
    assert.ok(!flag.parent || FLAGS[flag.parent], name);
  }
});
