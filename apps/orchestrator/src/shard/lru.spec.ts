import { createLru } from './lru.ts';

describe('a cache', () => {
  it('forgets what was used longest ago', () => {
    const cache = createLru<string, number>(3, () => 1);
    for (const key of ['a', 'b', 'c']) cache.set(key, 1);
    cache.get('a');
    cache.set('d', 1);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key) ?? 0)).toEqual([1, 0, 1, 1]);
  });
  it('weighs what it keeps', () => {
    const cache = createLru<string, string>(10, (text) => text.length);
    cache.set('small', 'xxx');
    cache.set('large', 'x'.repeat(9));
    expect(cache.get('small')).toBeUndefined();
    expect(cache.get('large')).toHaveLength(9);
  });
  it('keeps nothing that is too heavy alone', () => {
    const cache = createLru<string, string>(3, (text) => text.length);
    cache.set('huge', 'xxxxx');
    expect(cache.get('huge')).toBeUndefined();
  });
  it('weighs a replaced value once', () => {
    const cache = createLru<string, string>(4, (text) => text.length);
    for (let n = 0; n < 9; n++) cache.set('a', 'xxx');
    cache.set('b', 'x');
    expect(cache.get('a')).toBe('xxx');
  });
});
