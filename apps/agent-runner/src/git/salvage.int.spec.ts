import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { run } from '../../test/forge.ts';
import { gitSite, person, type GitSite } from '../../test/git.site.ts';
import { NestedRepository } from './commit.ts';
import { ignoredFiles, salvage } from './salvage.ts';
import type { Workspace } from './workspace.ts';

jest.setTimeout(60_000);

const ref = 'refs/headrace/salvage/p/t.1';
let site: GitSite;
let workspace: Workspace;
beforeEach(async () => {
  site = await gitSite({ 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': '*.log\n' });
  workspace = await site.workspace('t');
});
afterEach(() => site.remove());

const save = () =>
  salvage(site.git, site.mirror, workspace, { ref, base: site.base, index: site.index(), person });
const write = (name: string, text: string) => writeFileSync(join(workspace.path, name), text);
const inside = (...args: string[]) => run(workspace.path, ...args);

describe('a salvage', () => {
  it('is nothing where there is nothing', async () => expect(await save()).toBeNull());

  it('keeps committed, staged, changed and new files, and leaves the workspace as it is', async () => {
    write('committed.txt', 'c\n');
    inside('add', '-A');
    inside('commit', '-q', '-m', 'unpushed');
    write('staged.txt', 's\n');
    inside('add', 'staged.txt');
    write('a.txt', 'changed\n');
    write('untracked.txt', 'u\n');
    write('x.log', 'ignored\n');
    const before = inside('status', '--porcelain');
    const kept = await save();
    expect(kept).toMatchObject({ ref, pushed: true });
    expect(site.forge.tip(ref)).toBe(kept?.sha);
    const files = run(site.forge.url, 'ls-tree', '--name-only', ref).split('\n');
    expect(files).toEqual(['.gitignore', 'a.txt', 'b.txt', 'committed.txt', 'staged.txt', 'untracked.txt']);
    expect(site.forge.show(`${ref}:a.txt`)).toBe('changed');
    expect(inside('status', '--porcelain')).toBe(before);
    expect(await ignoredFiles(site.git, workspace, site.index())).toEqual(['x.log']);
  });

  it('is the same when asked again, and grows with later work', async () => {
    write('one.txt', '1\n');
    const first = await save();
    expect((await save())?.sha).toBe(first?.sha);
    write('two.txt', '2\n');
    const second = await save();
    expect(second?.pushed).toBe(true);
    expect(run(site.forge.url, 'merge-base', '--is-ancestor', first!.sha, second!.sha)).toBe('');
  });

  it('keeps what was stashed', async () => {
    write('a.txt', 'stashed\n');
    inside('stash', '-q');
    const kept = await save();
    expect(site.forge.show(`${kept!.sha}^2:a.txt`)).toBe('stashed');
  });

  it('says when the forge is away, and still has it', async () => {
    write('one.txt', '1\n');
    renameSync(site.forge.url, `${site.forge.url}.away`);
    expect(await save()).toMatchObject({ pushed: false });
    renameSync(`${site.forge.url}.away`, site.forge.url);
    expect(await save()).toMatchObject({ pushed: true });
  });

  it('refuses to leave a nested repository behind', async () => {
    mkdirSync(join(workspace.path, 'sub'));
    run(join(workspace.path, 'sub'), 'init', '-q');
    write('sub/x', 'x\n');
    await expect(save()).rejects.toThrow(NestedRepository);
  });
});
