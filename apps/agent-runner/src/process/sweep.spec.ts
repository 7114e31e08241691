import { ofAttempt } from './sweep.ts';

const entry = (pid: number, parent: number, environment: string[] = []) => ({
  pid,
  parent,
  group: pid,
  environment,
});

describe('what belongs to an attempt', () => {
  const table = [
    entry(10, 1, ['HEADRACE_MARK=abc', 'PATH=/bin']),
    entry(11, 10),
    entry(12, 11),
    entry(20, 1, ['HEADRACE_MARK=other']),
    entry(30, 1, ['HEADRACE_MARK=abc/gate']),
    entry(31, 1, ['HEADRACE_MARK=abcd']),
    entry(process.pid, 10, ['HEADRACE_MARK=abc']),
  ];

  it('is what carries its mark, and their descendants', () =>
    expect(ofAttempt(table, 'abc', [])).toEqual(expect.arrayContaining([10, 11, 12, 30])));

  it('is not what carries another one', () => {
    expect(ofAttempt(table, 'abc', [])).not.toContain(20);
    expect(ofAttempt(table, 'abc', [])).not.toContain(31);
  });

  it('can be asked for in part', () => expect(ofAttempt(table, 'abc/gate', [])).toEqual([30]));

  it('is never the runner itself', () => expect(ofAttempt(table, 'abc', [])).not.toContain(process.pid));

  it('is the tree below a root without a mark', () =>
    expect(ofAttempt([entry(5, 1), entry(6, 5)], 'none', [5])).toEqual([5, 6]));
});
