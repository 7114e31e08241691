import { areApart, matcherOf } from './subject.pattern.ts';

describe('a subject pattern', () => {
  it.each([
    ['evt.main.>', 'evt.main.a', true],
    ['evt.main.>', 'evt.main.a.plan.p', true],
    ['evt.main.>', 'evt.main', false],
    ['evt.*.a', 'evt.main.a', true],
    ['evt.*.a', 'evt.main.b', false],
    ['evt.*', 'evt.main.a', false],
    ['evt.main.a', 'evt.main.a', true],
  ])('%s, tried on %s: %s', (pattern, subject, expected) => {
    expect(matcherOf([pattern])(subject)).toBe(expected);
  });

  it('is one of several', () => expect(matcherOf(['a', 'b'])('b')).toBe(true));

  it.each([
    [['a.b', 'a.c'], true],
    [['a.b', 'a.b'], false],
    [['a.*', '*.b'], false],
    [['a.*', 'b.*'], true],
    [['a.>', 'a.b.c'], false],
    [['a.*.c', 'a.>'], false],
    [['a.b.>', 'a.*'], true],
    [['a.b.>', 'a.c.>'], true],
    [['a.*.>', 'a.b.>'], false],
  ])('%j have nothing in common: %s', (patterns, expected) => expect(areApart(patterns)).toBe(expected));
});
