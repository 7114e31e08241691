import { createAllowance, type Standing } from './allowance.ts';

/** Asks so often, all at once; gives how many went on. */
const times = (count: number, ask: () => number): number =>
  Array.from({ length: count }, ask).filter((wait) => wait === 0).length;

describe('the allowance of an address', () => {
  it('lasts for ten seconds of it at once, and says when to come again', () => {
    const allowance = createAllowance(2);
    expect(times(50, () => allowance.ask('a', 'none', 0))).toBe(20);
    expect(allowance.ask('a', 'none', 0)).toBe(1);
    expect(times(50, () => allowance.ask('a', 'none', 3000))).toBe(6);
  });
  it('is its own', () => {
    const allowance = createAllowance(1);
    times(50, () => allowance.ask('a', 'none', 0));
    expect(allowance.ask('b', 'none', 0)).toBe(0);
  });
  it('is nothing to a signed token, however many come', () => {
    const allowance = createAllowance(1);
    times(50, () => allowance.ask('a', 'none', 0));
    expect(times(1000, () => allowance.ask('a', 'signed', 0))).toBe(1000);
  });
  it.each<[string, Standing[], number]>([
    ['is not looked at', [], 0],
    ['is looked at where it was shown before', ['admin'], 5],
  ])("used up, the admin's token %s", (_, before, expected) => {
    const allowance = createAllowance(1);
    for (const standing of before) allowance.ask('a', standing, 0);
    times(50, () => allowance.ask('a', 'none', 0));
    expect(times(5, () => allowance.ask('a', 'admin', 0))).toBe(expected);
  });
  it('can be without end', () => {
    const allowance = createAllowance(0);
    expect(times(1000, () => allowance.ask('a', 'none', 0))).toBe(1000);
  });
  it('forgets who has been away longest', () => {
    const allowance = createAllowance(1);
    times(50, () => allowance.ask('a', 'none', 0));
    for (let i = 0; i < 10_000; i++) allowance.ask(`b${i}`, 'none', 0);
    expect(allowance.ask('a', 'none', 0)).toBe(0);
  });
});
