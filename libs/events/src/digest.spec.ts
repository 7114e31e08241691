import { createHash } from 'node:crypto';
import { canonicalJson, digestOf, INLINE_TEXT, textOf } from './digest.ts';
import { definitionOf } from './plan/gate.definition.ts';
import { Gate } from './plan/plan.file.ts';

const nodeDigest = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

describe('a digest', () => {
  it.each(['', 'abc', 'grün 🌊', 'x'.repeat(100_000)])('is what node:crypto says', (text) =>
    expect(digestOf(text)).toBe(nodeDigest(text)),
  );
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys, at any depth', () =>
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe(
      canonicalJson({ a: null, b: [{ c: 2, d: 1 }] }),
    ));
  it('leaves undefined out, as JSON does', () =>
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}'));
  it('keeps the order of arrays', () => expect(canonicalJson([2, 1])).toBe('[2,1]'));
});

describe('a text in an event', () => {
  it('stands inline up to the limit', () =>
    expect(textOf('x'.repeat(INLINE_TEXT))).toBe('x'.repeat(INLINE_TEXT)));
  it('is named by its digest above it', () => {
    const text = 'ü'.repeat(INLINE_TEXT + 1);
    expect(textOf(text)).toEqual({
      sha256: nodeDigest(text),
      bytes: 2 * (INLINE_TEXT + 1),
      mediaType: 'text/markdown; charset=utf-8',
    });
  });
});

describe("a gate's definition", () => {
  const gate = Gate.parse({ kind: 'command', run: 'npm test' });
  it('is the same whatever the order of its keys', () => {
    const turned = Object.fromEntries(Object.entries(gate).reverse()) as Gate;
    expect(definitionOf(turned)).toBe(definitionOf(gate));
  });
  it('changes with what the gate does', () =>
    expect(definitionOf({ ...gate, run: 'npm run test' } as Gate)).not.toBe(definitionOf(gate)));
});
