import type { RegisterRepo, RepoId } from '@headrace/events';
import { repoRegistered } from '@headrace/events/testing';
import { given } from '../testing/given.ts';

const register = (over: Partial<RegisterRepo> = {}): RegisterRepo => ({
  ...repoRegistered(),
  ...over,
  type: 'RegisterRepo',
});

describe('registering a repository', () => {
  it('happens once', () => {
    given().when(register()).then(repoRegistered());
    given(repoRegistered()).when(register()).thenNothing();
  });
  it('does not change its url', () =>
    given(repoRegistered())
      .when(register({ url: '/elsewhere' }))
      .thenRefused('REPO_EXISTS', { expected: '/srv/git/mill.git' }));
  it('may have two names', () =>
    given(repoRegistered())
      .when(register({ repoId: 'two' as RepoId }))
      .then({ type: 'RepoRegistered' }));
  it.each([
    'https://example.org/a.git',
    'ssh://git@example.org/a',
    'ssh://git@example.org:22/a',
    'git@example.org:a/b.git',
    '/srv/my repos/a.git',
    'file:///srv/a',
    'http://localhost:3000/a',
  ])('takes %s', (url) => given().when(register({ url })).then({ type: 'RepoRegistered', url }));
  it.each([
    'https://me:secret@example.org/a',
    'https://token@example.org/a',
    'ssh://git:secret@example.org/a',
    '--upload-pack=evil',
    'ext::sh -c evil',
    'a b',
    'relative/path',
    'https://x/a\nb',
    '-a@b:c',
    '',
  ])('does not take %j', (url) =>
    given().when(register({ url })).thenRefused('REPO_URL_INVALID', { path: 'url' }),
  );
});
