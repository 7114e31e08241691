import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { gitSite, person, type GitSite } from '../../test/git.site.ts';
import type { Bench } from '../gates/gate.ts';
import { scopeGate } from '../gates/scope.gate.ts';
import { commitAll } from './commit.ts';
import { addedLines, numstat, patchId } from './patch.ts';
import { matcher, sizeOf } from './size.ts';

jest.setTimeout(60_000);

const lines = (count: number) => Array.from({ length: count }, (_, n) => `line ${n}\n`).join('');
const attributes =
  'gen/** linguist-generated\npackage-lock.json linguist-generated=true\nvendor/** linguist-vendored\ndist/** -diff\n';
let site: GitSite;
beforeEach(async () => {
  site = await gitSite({ 'a.txt': lines(10), '.gitattributes': attributes });
});
afterEach(() => site.remove());

async function change(files: Record<string, string | Buffer>): Promise<string> {
  const workspace = await site.workspace(`t${site.index().length}${Object.keys(files).join('').length}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(workspace.path, name, '..'), { recursive: true });
    writeFileSync(join(workspace.path, name), text);
  }
  const options = { index: site.index(), base: site.base, message: 'm\n', author: person, committer: person };
  return (await commitAll(site.git, site.mirror, workspace, options)).head;
}
const size = async (head: string, exclude: string[] = []) =>
  sizeOf(site.git, site.mirror, { base: site.base, head, index: site.index(), exclude });

describe('the size of a change', () => {
  it('counts added and removed lines of text, without what the base calls generated or vendored', async () => {
    const head = await change({
      'a.txt': lines(4),
      'src/é b.ts': lines(30),
      'gen/x.ts': lines(900),
      'vendor/y.js': lines(900),
      'package-lock.json': lines(900),
      'bin.dat': Buffer.from([0, 1, 2]),
    });
    const { files, lines: count } = await size(head);
    expect(count).toBe(36);
    expect(files.find(({ path }) => path === 'bin.dat')).toMatchObject({ isBinary: true, added: 0 });
    expect(files.filter(({ isGenerated }) => isGenerated)).toHaveLength(3);
  });

  it('is not made smaller by a change that calls its own files generated', async () =>
    expect(
      (await size(await change({ '.gitattributes': '* linguist-generated\n', 'x.ts': lines(800) }))).lines,
    ).toBe(805));

  it('is not made smaller by attributes that hide text', async () => {
    const head = await change({
      '.gitattributes': `${attributes}*.ts -diff\n`,
      'x.ts': lines(800),
      'dist/b.js': lines(50),
    });
    expect((await size(head)).lines).toBe(851);
  });

  it('leaves out what the gate excludes', async () =>
    expect((await size(await change({ 'docs/x.md': lines(100), 'y.ts': lines(5) }), ['docs/**'])).lines).toBe(
      5,
    ));

  it('is not made smaller by a rename', async () => {
    const head = await change({ 'b.txt': lines(10) });
    expect((await size(head)).lines).toBe(10);
  });
});

it('changes both paths of a rename, so a file is not carried out of a scope or into it', async () => {
  const workspace = await site.workspace('renamed');
  mkdirSync(join(workspace.path, 'src'));
  renameSync(join(workspace.path, 'a.txt'), join(workspace.path, 'src/a.txt'));
  const options = { index: site.index(), base: site.base, message: 'm\n', author: person, committer: person };
  const { head } = await commitAll(site.git, site.mirror, workspace, options);
  const objects = { base: site.base, head } as Bench['objects'];
  const inScope = (...scope: string[]) =>
    scopeGate({ git: site.git, mirror: site.mirror, objects, scope } as unknown as Bench); // all that it looks at
  expect(await inScope('src/**')).toMatchObject({
    passed: false,
    output: expect.stringContaining('a.txt') as string,
  });
  expect(await inScope('*.txt')).toMatchObject({ passed: false });
  expect(await inScope('src/**', 'a.txt')).toMatchObject({ passed: true });
});

describe('patterns', () => {
  it.each([
    [['src/**'], 'src/a/b.ts', true],
    [['src/*.ts'], 'src/a/b.ts', false],
    [['**/*.{ts,js}'], '.config/x.js', true],
    [['**', '!docs/**'], 'docs/a.md', false],
    [['!docs/**'], 'src/a.ts', true],
    [[], 'src/a.ts', false],
    [['lib/[ab].ts'], 'lib/a.ts', true],
  ])('%j against %s', (patterns, path, expected) => expect(matcher(patterns)(path)).toBe(expected));
});

it('reads the added lines of a diff, with their places', async () => {
  const head = await change({ 'a.txt': `${lines(10)}secret\n++ odd\n`, 'ü x.txt': 'new\n' });
  expect(await addedLines(site.git, site.mirror, site.base, head)).toEqual([
    { path: 'a.txt', line: 11, text: 'secret' },
    { path: 'a.txt', line: 12, text: '++ odd' },
    { path: 'ü x.txt', line: 1, text: 'new' },
  ]);
  expect(await numstat(site.git, site.mirror, site.base, head)).toHaveLength(2);
});

it('gives the same patch the same id on another base', async () => {
  const head = await change({ 'new.txt': 'x\n', 'bin.dat': Buffer.from([0, 1, 2]) });
  const id = await patchId(site.git, site.mirror, site.base, head);
  site.forge.commit({ 'other.txt': 'o\n' });
  const { fetchBranch } = await import('./mirror.ts');
  const { candidateOf } = await import('../landing/result.ts');
  const { aLanding } = await import('../../test/examples.ts');
  const tip = await fetchBranch(site.git, site.mirror, 'main');
  const landing = aLanding({
    ...{ base: site.base, head, tree: head, patchId: id, branch: 'b' },
    repo: { repoId: 'repo', url: site.forge.url, defaultBranch: 'main' },
  });
  const candidate = await candidateOf(site.git, site.mirror, {
    landing,
    tip: tip as typeof landing.base,
    committer: person,
  });
  expect(candidate).toMatchObject({ kind: 'ready', patchId: id });
});
