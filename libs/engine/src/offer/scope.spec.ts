import { matchesGlob } from 'node:path';
import fc from 'fast-check';
import { globFault } from './glob.ts';
import { scopeItems, scopeKeys, scopesOverlap } from './scope.ts';

describe('two scopes', () => {
  it.each([
    [['src/**'], ['src/a/b.ts']],
    [['src/*.ts'], ['src/a*']],
    [['**/*.md'], ['docs/**']],
    [['**/x.ts'], ['src/**/x.*']],
    [['a/{b,c}/d'], ['a/c/*']],
    [['a/[a-m].ts'], ['a/[k-z].ts']],
    [['a?c'], ['*b*']],
    [['src/**'], ['src/**/deep/**']],
    [[], ['anything']],
    [['{a,b}/{c,d}/{e,f}'], ['b/d/f']],
    [['a/**/b'], ['a/b']],
    [['über/*.ts'], ['über/ä.ts']],
    [['src/+(a|b).ts'], ['src/a.ts']],
    [['a**'], ['ab/c']],
    [['x/{1..9}.ts'], ['x/4.ts']],
    [['src/**', '!src/gen/**'], ['src/**']],
    [['!docs/**'], ['src/a']],
    [['!src/gen/**', 'src/gen/x'], ['src/gen/x']],
    [['src/**', '!src/*/x'], ['src/a/x']],
  ])('%j and %j overlap', (a, b) => {
    expect(scopesOverlap(a, b)).toBe(true);
    expect(scopesOverlap(b, a)).toBe(true);
  });

  it.each([
    [['src/**'], ['docs/**']],
    [['src/*.ts'], ['src/*.js']],
    [['src/*'], ['src/a/b']],
    [['a/[a-f].ts'], ['a/[g-z].ts']],
    [['a/{b,c}/**'], ['a/{d,e}/**']],
    [['a?'], ['a']],
    [['**/*.md'], ['**/*.ts']],
    [['src/a.ts'], ['src/b.ts']],
    [['src/**', '!src/gen/**'], ['src/gen/**']],
    [['src/**', '!src/gen/**'], ['src/gen/deep/*.ts']],
    [['!docs/**'], ['docs/a.md']],
    [
      ['src', 'lib/**'],
      ['src2/**', 'library/**'],
    ],
  ])('%j and %j do not', (a, b) => {
    expect(scopesOverlap(a, b)).toBe(false);
    expect(scopesOverlap(b, a)).toBe(false);
  });
});

describe('whatever scopes there are', () => {
  const segment = fc.constantFrom(
    'a',
    'b',
    'ab',
    '*',
    '?',
    'a*',
    '*b',
    '**',
    '[ab]',
    '[!a]',
    '{a,b}',
    'a{,b}',
  );
  const pattern = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
  const path = fc
    .array(fc.constantFrom('a', 'b', 'ab', 'c'), { minLength: 1, maxLength: 4 })
    .map((names) => names.join('/'));

  it('they overlap where one path lies in both', () =>
    fc.assert(
      fc.property(pattern, pattern, path, (a, b, file) => {
        if (matchesGlob(file, a) && matchesGlob(file, b)) expect(scopesOverlap([a], [b])).toBe(true);
      }),
      { numRuns: 3000 },
    ));

  it('overlapping does not depend on who asks', () =>
    fc.assert(
      fc.property(pattern, pattern, (a, b) => expect(scopesOverlap([a], [b])).toBe(scopesOverlap([b], [a]))),
    ));

  it('a pattern overlaps itself', () =>
    fc.assert(fc.property(pattern, (a) => expect(scopesOverlap([a], [a])).toBe(true))));

  it('their keys are known without understanding them', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            pattern,
            pattern.map((text) => `!${text}`),
          ),
          { maxLength: 4 },
        ),
        (scope) =>
          expect([...scopeKeys(scope)].sort()).toEqual(
            scopeItems(scope)
              .map(({ key }) => key)
              .sort(),
          ),
      ),
    ));

  it('understanding them takes no time that grows out of hand', () => {
    const hard = `${'*a'.repeat(60)}b`;
    expect(scopesOverlap([`x/${hard}`], [`x/${'a'.repeat(400)}`])).toBe(false);
    expect(scopesOverlap([`${'**/a/'.repeat(40)}b`], [`${'a/'.repeat(200)}c`])).toBe(false);
    expect(scopesOverlap(['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}'], ['zzz'])).toBe(
      true,
    );
  });
});

it.each(['a\nb', 'a b', '日本/**', '!x'])('%j is a pattern', (pattern) =>
  expect(globFault(pattern)).toBeNull(),
);
