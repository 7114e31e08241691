import { createTurns, type Turn } from './turns.ts';

const turn = (deadlineMs: number): Turn => ({ deadlineMs, run: () => undefined, fail: () => undefined });
const drained = (turns: ReturnType<typeof createTurns>) => {
  const order: number[] = [];
  for (let next = turns.next(); next; next = turns.next()) order.push(next.deadlineMs);
  return order;
};

describe('turns', () => {
  it('come in the order in which they were asked for', () => {
    const turns = createTurns();
    for (let n = 0; n < 3000; n++) turns.add(turn(n));
    expect(drained(turns)).toEqual(Array.from({ length: 3000 }, (_, n) => n));
  });
  it('that were dropped come first again', () => {
    const turns = createTurns();
    turns.add(turn(3));
    turns.restore([turn(1), turn(2)]);
    expect(drained(turns)).toEqual([1, 2, 3]);
  });
  it('give up when their time is over', () => {
    const turns = createTurns();
    for (const n of [5, 1, 9]) turns.add(turn(n));
    expect(turns.expired(5).map(({ deadlineMs }) => deadlineMs)).toEqual([5, 1]);
    expect(drained(turns)).toEqual([9]);
  });
  it('can all be taken away', () => {
    const turns = createTurns();
    turns.add(turn(1));
    expect(turns.all()).toHaveLength(1);
    expect(turns.next()).toBeUndefined();
  });
});
