import fc from 'fast-check';
import { createHeap, drop, first, put, visitBefore } from './heap.ts';

type Thing = { readonly name: number; weight: number };
const isLighter = (a: Thing, b: Thing) => a.weight < b.weight || (a.weight === b.weight && a.name < b.name);

describe('a heap', () => {
  const step = fc.record({ name: fc.nat(12), weight: fc.nat(9), isDropped: fc.boolean() });

  it('has its first member on top, whatever is put, moved and dropped', () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const things = Array.from({ length: 13 }, (_, name): Thing => ({ name, weight: 0 }));
        const heap = createHeap(isLighter);
        const inside = new Set<Thing>();
        for (const { name, weight, isDropped } of steps) {
          const thing = things[name]!;
          thing.weight = weight;
          if (isDropped) drop(heap, thing);
          else put(heap, thing);
          if (isDropped) inside.delete(thing);
          else inside.add(thing);
          // a thing that weighs something else must be told to the heap at once
          expect(first(heap)).toBe([...inside].sort((a, b) => (isLighter(a, b) ? -1 : 1))[0]);
          expect(heap.members).toHaveLength(inside.size);
        }
      }),
    ));

  it('visits what comes before a limit, until it is told to stop', () => {
    const heap = createHeap<number>((a, b) => a < b);
    for (const n of [5, 3, 9, 1, 7, 2, 8]) put(heap, n);
    const visit = (most: number) => {
      const seen: number[] = [];
      visitBefore(
        heap,
        (n) => n < 6,
        (n) => seen.push(n) < most,
      );
      return seen;
    };
    expect(visit(99).sort()).toEqual([1, 2, 3, 5]);
    expect(visit(2)).toHaveLength(2);
  });
});
