import type { RepoView } from './repo.view.ts';
import { momentOf, recordedFrom } from '../testing/recorded.ts';
import { runnerDraining } from '../runner/runner.examples.ts';
import { repoRegistered } from './repo.examples.ts';
import { reposOf, viewRepo } from './repo.view.ts';

describe('a repository as readers see it', () => {
  it('is where git finds it', () =>
    expect(viewRepo(null, recordedFrom([repoRegistered()])[0]!)).toEqual({
      repoId: 'r',
      url: '/srv/git/mill.git',
      defaultBranch: 'main',
      registeredAt: momentOf(1),
      position: 1,
    }));

  it('keeps its first day', () => {
    const both = recordedFrom([repoRegistered(), repoRegistered({ defaultBranch: 'trunk' })]);
    expect(both.reduce<RepoView | null>(viewRepo, null)).toMatchObject({
      defaultBranch: 'trunk',
      registeredAt: momentOf(1),
      position: 2,
    });
  });
});

it('is touched only by its own events', () =>
  expect([repoRegistered(), runnerDraining()].flatMap(reposOf)).toEqual(['r']));

it('folds nothing else', () =>
  expect(() => viewRepo(null, recordedFrom([runnerDraining()])[0]!)).toThrow('no event of a repository'));
