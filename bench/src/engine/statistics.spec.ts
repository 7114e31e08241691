import { median, percentile } from './statistics.ts';

describe('of what was measured', () => {
  it('the median is a value that was measured', () => {
    expect(median([5, 1, 9])).toBe(5);
    expect(median([4, 3, 2, 1])).toBe(2);
  });

  it('the percentile leaves its part at or below it', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([percentile(values, 0.99), percentile(values, 0.01), percentile(values, 1)]).toEqual([99, 1, 100]);
  });

  it('nothing says nothing', () => expect(median([])).toBeNaN());
});
