import { Queue } from './queue.ts';

describe('a queue', () => {
  it('gives back what it was given, in order, however it is asked', () => {
    const queue = new Queue<number>();
    const given = Array.from({ length: 5_000 }, (_, i) => i);
    const taken: number[] = [];
    for (const item of given) {
      queue.push(item);
      if (item % 3 === 0) taken.push(queue.shift()!);
      if (item % 100 === 0) taken.push(...queue.shiftMany(7));
    }
    expect(queue.size).toBe(given.length - taken.length);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) taken.push(next);
    expect(taken).toEqual(given);
    expect(queue.size).toBe(0);
  });

  it('that is empty has nothing', () => {
    const queue = new Queue<number>();
    expect([queue.shift(), queue.shiftMany(3), queue.size]).toEqual([undefined, [], 0]);
  });
});
