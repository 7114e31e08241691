import { homeOf, refusalOf, type Wish } from './placement.ts';

describe('where an org lives', () => {
  it('is in its record', () => expect(homeOf({ recorded: 'eu', logged: 'main' }, 'us')).toBe('eu'));
  it('is where its commits are, in a log from before there were records', () =>
    expect(homeOf({ recorded: null, logged: 'main' }, 'us')).toBe('main'));
  it('is where it is wanted first', () => expect(homeOf({ recorded: null, logged: null }, 'us')).toBe('us'));
});

describe('placing an org', () => {
  const wish: Wish = { org: 'acme', wanted: 'eu', recorded: null, logged: null, isServed: true };
  const codeOf = (given: Partial<Wish>) => refusalOf({ ...wish, ...given })?.code ?? null;

  it('is allowed while it has neither record nor commits', () => expect(codeOf({})).toBeNull());
  it('is allowed again where it lives', () => expect(codeOf({ recorded: 'eu' })).toBeNull());
  it('changes nothing where it lives while nobody writes there', () =>
    expect(codeOf({ recorded: 'eu', isServed: false })).toBeNull());
  it('is refused elsewhere', () => expect(codeOf({ recorded: 'main' })).toBe('ORG_ELSEWHERE'));
  it('is refused elsewhere than its commits are', () =>
    expect(codeOf({ logged: 'main' })).toBe('ORG_ELSEWHERE'));
  it('is refused where nobody writes', () => expect(codeOf({ isServed: false })).toBe('SHARD_NOT_SERVED'));
  it('names the shard that it lives in', () =>
    expect(refusalOf({ ...wish, recorded: 'main' })?.more.expected).toBe('main'));
});
