import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { run } from '../../test/forge.ts';
import { gitSite, person, type GitSite } from '../../test/git.site.ts';
import { commitAll, NestedRepository } from './commit.ts';
import { pushNew } from './push.ts';
import { Unsafe } from './refs.ts';
import { restore } from './seal.ts';
import { mendLinks, removeWorkspace, type Workspace } from './workspace.ts';

jest.setTimeout(60_000);

let site: GitSite;
beforeEach(async () => {
  site = await gitSite({ 'README.md': 'hello\n', 'src/a.ts': 'a\n', '.gitignore': '*.log\n' });
});
afterEach(() => site.remove());

const commit = (workspace: Workspace) =>
  commitAll(site.git, site.mirror, workspace, {
    index: site.index(),
    base: site.base,
    message: 'Work\n',
    author: person,
    committer: person,
  });
const write = (workspace: Workspace, name: string, text: string) => {
  mkdirSync(join(workspace.path, name, '..'), { recursive: true });
  writeFileSync(join(workspace.path, name), text);
};
const inside = (workspace: Workspace, ...args: string[]) => run(workspace.path, ...args);

describe('workspaces of one mirror', () => {
  it('are made, committed to, pushed and removed eight at once', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `t${n}`);
    const workspaces = await Promise.all(names.map((name) => site.workspace(name)));
    const heads = await Promise.all(
      workspaces.map(async (workspace, n) => {
        write(workspace, `src/n${n}.ts`, `${n}\n`);
        const { head } = await commit(workspace);
        await pushNew(site.git, site.mirror, head, `refs/heads/${workspace.branch}`);
        return head;
      }),
    );
    expect(new Set(heads).size).toBe(8);
    expect(names.map((name) => site.forge.tip(`refs/heads/headrace/p/${name}/1`))).toEqual(heads);
    await Promise.all(workspaces.map((workspace) => removeWorkspace(site.git, site.mirror, workspace)));
    expect(run(site.mirror.gitDir, 'worktree', 'list').split('\n')).toHaveLength(1);
    expect(run(site.mirror.gitDir, 'for-each-ref', 'refs/heads')).toBe('');
  });

  it('refuse a url that git would take for a program', async () => {
    const { mirrorsIn } = await import('./mirror.ts');
    expect(() => mirrorsIn(site.dir, site.git).open({ repoId: 'x', url: 'ext::sh -c id' })).toThrow(Unsafe);
  });
});

describe('a commit', () => {
  it('holds everything that is not ignored, by its author', async () => {
    const workspace = await site.workspace('t');
    write(workspace, 'new file é.txt', 'n\n');
    write(workspace, 'src/a.ts', 'changed\n');
    write(workspace, 'x.log', 'ignored\n');
    const { head } = await commit(workspace);
    expect(
      inside(workspace, '-c', 'core.quotePath=false', 'show', '--format=%an %s', '--name-only', head).split(
        '\n',
      ),
    ).toEqual(['Dev Work', '', 'new file é.txt', 'src/a.ts']);
    expect(inside(workspace, 'status', '--porcelain')).toBe('');
  });

  it('is not made when nothing is new', async () => {
    const workspace = await site.workspace('t');
    expect((await commit(workspace)).head).toBe(site.base);
  });

  it("keeps the agent's own commits", async () => {
    const workspace = await site.workspace('t');
    write(workspace, 'b.txt', 'b\n');
    inside(workspace, 'add', '-A');
    inside(workspace, 'commit', '-q', '-m', 'mine');
    const own = inside(workspace, 'rev-parse', 'HEAD');
    expect((await commit(workspace)).head).toBe(own);
  });

  it('stands above the base even when the agent has left it', async () => {
    const workspace = await site.workspace('t');
    inside(workspace, 'checkout', '-q', '--orphan', 'elsewhere');
    write(workspace, 'b.txt', 'b\n');
    inside(workspace, 'add', '-A');
    inside(workspace, 'commit', '-q', '-m', 'orphan');
    const { head } = await commit(workspace);
    expect(inside(workspace, 'rev-parse', `${head}^`)).toBe(site.base);
    expect(inside(workspace, 'symbolic-ref', 'HEAD')).toBe('refs/heads/headrace/p/t/1');
  });

  it('sees what the agent has told its own index to overlook', async () => {
    const workspace = await site.workspace('t');
    inside(workspace, 'update-index', '--skip-worktree', 'src/a.ts');
    write(workspace, 'src/a.ts', 'hidden\n');
    const { head } = await commit(workspace);
    expect(inside(workspace, 'show', `${head}:src/a.ts`)).toBe('hidden');
  });

  it('refuses a repository in the repository', async () => {
    const workspace = await site.workspace('t');
    mkdirSync(join(workspace.path, 'sub'));
    run(join(workspace.path, 'sub'), 'init', '-q');
    write(workspace, 'sub/x', 'x\n');
    run(join(workspace.path, 'sub'), 'add', '-A');
    run(join(workspace.path, 'sub'), 'commit', '-q', '-m', 'x');
    await expect(commit(workspace)).rejects.toThrow(NestedRepository);
  });
});

describe("what an agent does to git's own files", () => {
  it('is put back, and said', async () => {
    const workspace = await site.workspace('t');
    inside(workspace, 'config', 'core.hooksPath', '/tmp/evil');
    inside(workspace, 'config', 'filter.x.clean', 'touch /tmp/evil');
    mkdirSync(join(site.mirror.gitDir, 'hooks'), { recursive: true });
    writeFileSync(join(site.mirror.gitDir, 'hooks', 'pre-commit'), '#!/bin/sh\ntouch pwned\n', {
      mode: 0o755,
    });
    mkdirSync(join(site.mirror.gitDir, 'info'), { recursive: true });
    writeFileSync(join(site.mirror.gitDir, 'info', 'exclude'), '*\n');
    expect(await restore(site.mirror.gitDir)).toEqual(['config', 'info/exclude', 'hooks/pre-commit']);
    expect(readFileSync(join(site.mirror.gitDir, 'config'), 'utf8')).not.toContain('evil');
    expect(await restore(site.mirror.gitDir)).toEqual([]);
  });

  it('does not lead the runner to another repository', async () => {
    const workspace = await site.workspace('t');
    expect(await mendLinks(site.mirror, workspace)).toEqual([]);
    writeFileSync(join(workspace.path, '.git'), 'gitdir: /tmp/evil\n');
    writeFileSync(join(workspace.adminDir, 'commondir'), '/tmp/evil\n');
    expect(await mendLinks(site.mirror, workspace)).toEqual(['.git', 'commondir']);
    write(workspace, 'b.txt', 'b\n');
    expect((await commit(workspace)).head).not.toBe(site.base);
  });

  it('does not run hooks of the runner', async () => {
    const workspace = await site.workspace('t');
    const hook = join(site.mirror.gitDir, 'hooks', 'pre-push');
    mkdirSync(join(hook, '..'), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\ntouch ${site.dir}/pwned\n`, { mode: 0o755 });
    write(workspace, 'b.txt', 'b\n');
    const { head } = await commit(workspace);
    await pushNew(site.git, site.mirror, head, 'refs/heads/x');
    expect(existsSync(join(site.dir, 'pwned'))).toBe(false);
  });

  it('that would lose a repository of its own is left alone', async () => {
    const workspace = await site.workspace('t');
    const { rmSync } = await import('node:fs');
    rmSync(join(workspace.path, '.git'));
    run(workspace.path, 'init', '-q');
    await expect(mendLinks(site.mirror, workspace)).rejects.toThrow(Unsafe);
  });
});
