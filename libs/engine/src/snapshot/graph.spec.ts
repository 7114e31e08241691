import fc from 'fast-check';
import { unpackGraph } from './graph.read.ts';
import { packGraph } from './graph.write.ts';

function packed(value: unknown): Uint8Array {
  const chunks: Uint8Array[] = [];
  packGraph(value, (chunk) => chunks.push(chunk));
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
const again = <T>(value: T): T => unpackGraph(packed(value)) as T;

const anything = fc.anything({ withMap: true, withSet: true, maxDepth: 4 });
const texts = fc.string({ unit: 'binary', maxLength: 80 });

describe('a packed graph', () => {
  it('gives back what it was made of', () =>
    fc.assert(
      fc.property(fc.array(fc.oneof(anything, texts)), (value) => {
        let bytes: Uint8Array;
        try {
          bytes = packed(value);
        } catch (thrown) {
          return expect((thrown as Error).message).toContain('cannot be kept'); // a null prototype passes, symbols do not
        }
        expect(unpackGraph(bytes)).toEqual(value);
      }),
    ));
  it('keeps what is shared shared, and what goes round going round', () => {
    const shared = { name: 'x' };
    const round = new Map<string, unknown>([['a', shared]]);
    round.set('self', round);
    const found = again([shared, round, new Set([shared])] as const);
    expect(found[1].get('a')).toBe(found[0]);
    expect(found[1].get('self')).toBe(found[1]);
    expect(found[2].has(found[0])).toBe(true);
  });
  it.each([
    [-0],
    [-1],
    [0.5],
    [2 ** 53],
    [Infinity],
    [NaN],
    [127],
    [128],
    [2 ** 40],
    ['\ud800'],
    ['é'.repeat(2e6)],
  ])('knows %s', (value) => expect(Object.is(again(value), value)).toBe(true));
  it.each([[() => 1], [Symbol('x')], [new Date()], [10n], [new Uint8Array(1)]])('refuses %p', (value) =>
    expect(() => packed({ value })).toThrow('cannot be kept'),
  );
  it('is not just any bytes', () =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        try {
          unpackGraph(bytes);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Error);
        }
      }),
    ));
});
