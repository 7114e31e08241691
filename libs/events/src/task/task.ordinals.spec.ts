import fc from 'fast-check';
import type { TaskId } from '../ids.ts';
import { MOST_NAMED, Ordinals, countIn, numbersIn, ordinalsOf, saying } from './task.ordinals.ts';

const members = (count: number) =>
  Array.from({ length: count }, (_, ordinal) => ({ ordinal, taskId: `t${ordinal}` as TaskId }));

describe('ordinals', () => {
  it('say runs as ranges', () => expect(ordinalsOf([7, 3, 1, 2, 9, 8])).toBe('1-3,7-9'));
  it('give back what they were made of, rising', () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(400), { minLength: 1 }), (numbers) => {
        const ordinals = Ordinals.parse(ordinalsOf(numbers));
        expect([...numbersIn(ordinals)]).toEqual(numbers.toSorted((a, b) => a - b));
        expect(countIn(ordinals)).toBe(numbers.length);
      }),
    ));
  it('fit a commit at their worst: every second of 100,000', () =>
    expect(ordinalsOf(Array.from({ length: 50_000 }, (_, i) => 2 * i)).length).toBeLessThan(300_000));
  it.each(['', '1-', 'a', '1,,2', '-1'])('are not just anything: %j', (text) =>
    expect(Ordinals.safeParse(text).success).toBe(false),
  );
});

describe('what an event is about', () => {
  it('is named while that is short', () =>
    expect(saying(members(MOST_NAMED))).toEqual({
      taskIds: members(MOST_NAMED).map(({ taskId }) => taskId),
    }));
  it('is numbered above that', () =>
    expect(saying(members(MOST_NAMED + 1))).toEqual({ taskIds: [], ordinals: `0-${MOST_NAMED}` }));
});
