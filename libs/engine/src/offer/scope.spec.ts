import { matchesGlob } from 'node:path';
import fc from 'fast-check';
import { globFault } from './glob.ts';
import { scopeItems, scopeKeys, scopesOverlap, scopeLiesWithin } from './scope.ts';

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
    [['src/**', '!src/*/x'], ['src/a/y']],
    [['src/*/**', '!src/*/**'], ['src/a']],
    [['src/**', '!src/+(a|b)'], ['src/a']],
    [['x/**', '!x/[a-m]*', '!x/[o-z]*'], ['x/[a-z]*']],
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
    [['src/**', '!src/*/x'], ['src/a/x']],
    [
      ['src/**', '!src/gen/**'],
      ['src/gen/**', '!src/gen/deep/**'],
    ],
    [
      ['src/**', '!**/*.spec.ts'],
      ['src/**/*.spec.ts', 'docs/**'],
    ],
    [
      ['**', '!a/**', '!b/**'],
      ['{a,b}/x', 'a/[a-z]'],
    ],
    [['src/[!a]*'], ['src/a', 'src/ab']],
    [['x/**', '!x/[a-m]*', '!x/[n-z]*'], ['x/[a-z]*']],
    [
      ['src', 'lib/**'],
      ['src2/**', 'library/**'],
    ],
  ])('%j and %j do not', (a, b) => {
    expect(scopesOverlap(a, b)).toBe(false);
    expect(scopesOverlap(b, a)).toBe(false);
  });
});

/* A world small enough to look at every path of it, and with a path for everything that these patterns tell apart. */

const NAMES = ['a', 'b', 'ab', 'aa', 'bb', 'ba', 'z', 'az', 'zb', 'zz', 'azb'];
const DEPTH = 3;
const paths = (depth: number): readonly string[] =>
  depth === 1
    ? NAMES
    : [...NAMES, ...paths(depth - 1).flatMap((rest) => NAMES.map((name) => `${name}/${rest}`))];
const WORLD = paths(DEPTH);

const part = fc.constantFrom('a', 'b', 'ab', '*', 'a*', '*b', '[ab]', '[!a]', '?', '{a,b}');
/** `**` only at the end, so that what patterns tell apart shows within the depth of the world. */
const shallow = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 2 }), fc.constantFrom('', '/**'))
  .map(([parts, end]) => parts.join('/') + end);
const scopeOf = fc
  .tuple(shallow, fc.array(shallow, { maxLength: 2 }))
  .map(([pattern, holes]) => [pattern, ...holes.map((hole) => `!${hole}`)]);

const isOrBelow = (file: string, folder: string, glob: string): boolean =>
  matchesGlob(file, folder) || matchesGlob(file, glob);

// As runners read it: `a/**` is `a` too, and a hole `*/**` leaves `a` alone.
function liesIn(file: string, [pattern = '', ...holes]: readonly string[]): boolean {
  const matches = (glob: string, isHole: boolean): boolean => {
    const folder = glob.replace(/\/\*\*$/, '');
    if (folder === glob) return matchesGlob(file, glob);
    const isPlain = !/[*?[]/.test(folder.split('/').at(-1) ?? '');
    const isDeeper = file.split('/').length > folder.split('/').length;
    return isDeeper || isPlain || !isHole ? isOrBelow(file, folder, glob) : false;
  };
  return matches(pattern, false) && !holes.some((hole) => matches(hole.slice(1), true));
}

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

  it('they overlap exactly where one path of a small world lies in both, exclusions left out', () =>
    fc.assert(
      fc.property(scopeOf, scopeOf, (a, b) => {
        const isShared = WORLD.some((file) => liesIn(file, a) && liesIn(file, b));
        expect([a, b, scopesOverlap(a, b)]).toEqual([a, b, isShared]);
      }),
      { numRuns: 500, seed: 20 }, // it is exact where a bounded search is; a rare pair beyond that is called overlapping
    ));

  it('they are never called apart where a path lies in both, exclusions left out', () =>
    fc.assert(
      fc.property(scopeOf, scopeOf, (a, b) => {
        const shared = WORLD.find((file) => liesIn(file, a) && liesIn(file, b));
        if (shared !== undefined) expect([a, b, shared, scopesOverlap(a, b)]).toEqual([a, b, shared, true]);
      }),
      { numRuns: 500 },
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
    const holes = ['!x/*a*b', '!x/**/*c*d', '!x/[a-f]*/**', '!x/?*?/*'];
    expect(scopesOverlap(['x/**', ...holes], ['x/*a*c*/**', '!x/*b*/**', '!**/*d'])).toBe(true);
    expect(scopesOverlap(['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}'], ['zzz'])).toBe(
      true,
    );
  });
});

it.each(['a\nb', 'a b', '日本/**', '!x'])('%j is a pattern', (pattern) =>
  expect(globFault(pattern)).toBeNull(),
);

describe('a scope within another', () => {
  it.each([
    [['src/a/**'], ['src/**'], true],
    [['src/a.ts', 'docs/x/*.md'], ['src/**', 'docs/**'], true],
    [['src/**'], ['src/**'], true],
    [['src/**'], [], true],
    [['src/**', '!src/gen/**'], ['src/**', '!src/gen/**'], true],
    [['src/a/**'], ['src/**', '!src/gen/**'], true],
    [['**'], ['src/**'], false],
    [[], ['src/**'], false],
    [['src/**'], ['src/a/**'], false],
    [['src/a/**', 'lib/**'], ['src/**'], false],
    [['src/**'], ['src/**', '!src/gen/**'], false],
    [['src/gen/x.ts'], ['src/**', '!src/gen/**'], false],
    [['src/[a-z]*/**'], ['src/{a,b}/**'], false],
  ])('%j in %j: %s', (inner, outer, isWithin) => expect(scopeLiesWithin(inner, outer)).toBe(isWithin));
});
