import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commitsOn, mirrorsIn, pathsKept, pathsOn, pathsStanding } from './git.reader.ts';

describe('what git and the disk have', () => {
  let dir: string;
  let repository: string;
  const git = (...words: readonly string[]) =>
    execFileSync(
      'git',
      ['-C', repository, '-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', ...words],
      {
        encoding: 'utf8',
      },
    ).trim();
  const commit = (path: string) => {
    writeFileSync(join(repository, path), path);
    git('add', '-A');
    git('commit', '-q', '-m', path);
    return git('rev-parse', 'HEAD');
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'headrace-reader-'));
    repository = join(dir, 'repository');
    execFileSync('git', ['init', '-q', '-b', 'main', repository]);
    commit('README.md');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('tells the commits of a branch in order, without the first', () => {
    const landed = [commit('one'), commit('two')];
    expect(commitsOn(repository, 'main')).toEqual(landed);
    expect(pathsOn(repository, 'main')).toEqual(['README.md', 'one', 'two']);
  });

  it('finds under a ref what is on no branch, and what nothing names no more it does not', () => {
    const kept = commit('salvaged');
    git('update-ref', 'refs/headrace/salvage/p/t.1', kept);
    git('reset', '-q', '--hard', 'HEAD~1');
    commit('dropped');
    git('reset', '-q', '--hard', 'HEAD~1');
    expect(pathsOn(repository, 'main')).toEqual(['README.md']);
    expect([...pathsKept(repository)].sort()).toEqual(['README.md', 'salvaged']);
  });

  it('finds what stands in a workspace, and mirrors', () => {
    mkdirSync(join(dir, 'state/attempts/p.t.1/work/t-a1/deep'), { recursive: true });
    writeFileSync(join(dir, 'state/attempts/p.t.1/work/t-a1/deep/mark'), '');
    execFileSync('git', ['init', '-q', '--bare', join(dir, 'state/mirrors/alpha')]);
    mkdirSync(join(dir, 'state/mirrors/half'));
    expect(pathsStanding(join(dir, 'state'))).toContain('deep/mark');
    expect(mirrorsIn(join(dir, 'state'))).toEqual([join(dir, 'state/mirrors/alpha')]);
    expect(pathsStanding(join(dir, 'nowhere'))).toEqual([]);
  });
});
