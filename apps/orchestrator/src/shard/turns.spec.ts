import type { OrgId } from '@headrace/events';
import { createTurns, type Turn } from './turns.ts';

const turn = (deadlineMs: number, org = 'main'): Turn => ({
  org: org as OrgId,
  deadlineMs,
  run: () => undefined,
  fail: () => undefined,
});
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

  const served = (turns: ReturnType<typeof createTurns>, count: number): string =>
    Array.from({ length: count }, () => turns.next()?.org).join(' ');
  it('of a noisy org do not keep the others waiting', () => {
    const turns = createTurns();
    for (let n = 0; n < 1000; n++) turns.add(turn(n, 'noisy'));
    expect(served(turns, 3)).toBe('noisy noisy noisy');
    for (const n of [1, 2]) turns.add(turn(n, 'quiet'));
    expect(served(turns, 5)).toBe('quiet noisy quiet noisy noisy');
    turns.add(turn(3, 'quiet'));
    expect(served(turns, 2)).toBe('quiet noisy');
  });
  it('come as often as their org weighs', () => {
    const turns = createTurns((org) => (org === 'heavy' ? 3 : 1));
    for (let n = 0; n < 100; n++) for (const org of ['heavy', 'light']) turns.add(turn(n, org));
    const order = served(turns, 40).split(' ');
    expect(order.filter((org) => org === 'heavy')).toHaveLength(30);
  });
  it('are not saved up by an org that asks for nothing', () => {
    const turns = createTurns();
    for (let n = 0; n < 50; n++) turns.add(turn(n, 'noisy'));
    for (let n = 0; n < 40; n++) turns.next();
    for (let n = 0; n < 50; n++) turns.add(turn(n, 'late'));
    expect(
      served(turns, 6)
        .split(' ')
        .filter((org) => org === 'late'),
    ).toHaveLength(3);
  });
  it('give up and are taken away in every org', () => {
    const turns = createTurns();
    for (const [n, org] of [
      [5, 'a'],
      [1, 'b'],
      [9, 'c'],
    ] as const)
      turns.add(turn(n, org));
    expect(turns.expired(5)).toHaveLength(2);
    expect(turns.all().map(({ org }) => org)).toEqual(['c']);
    expect(turns.next()).toBeUndefined();
  });
});
