import { checkedUrl, directoryName, headRef } from './refs.ts';

describe('a branch', () => {
  it.each(['main', 'headrace/plan/task/a1', 'feature/x_y'])('may be %s', (name) =>
    expect(headRef(name)).toBe(`refs/heads/${name}`),
  );

  it.each(['', '-x', 'a..b', 'a b', 'a~1', 'x.lock', 'a//b', '.hidden', 'a/', 'a:b', 'a@{1}', 'a/-b', 'a\n'])(
    'may not be %j',
    (name) => expect(() => headRef(name)).toThrow(/not a usable/),
  );
});

describe('a url', () => {
  it.each(['https://x.org/a.git', 'ssh://git@x/a', '/srv/git/a.git', 'git@x.org:a/b.git', 'file:///srv/a'])(
    'may be %s',
    (url) => expect(checkedUrl(url)).toBe(url),
  );

  it.each([
    'ext::sh -c id',
    '--upload-pack=x',
    'ssh://-oProxyCommand=x',
    'relative/path',
    'http://x/a',
    'a:-x',
  ])('may not be %s', (url) => expect(() => checkedUrl(url)).toThrow(/not a usable/));
});

it('names a directory after free text', () => {
  expect(directoryName('../Sync engine/é')).toBe('Sync-engine-');
  expect(directoryName('..')).toBe('work');
});
