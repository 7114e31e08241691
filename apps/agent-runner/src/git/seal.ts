import { readFile, readdir, rm, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeDurably } from '../state/durable.ts';

/** What every worktree of a mirror shares and obeys; a worktree can write it, only the runner may. */
const SHARED = ['config', 'info/exclude', 'info/attributes', 'objects/info/alternates'] as const;

type Seal = Readonly<Record<(typeof SHARED)[number], string | null>>;

const sealPath = (gitDir: string) => `${gitDir}.seal.json`;

/** Remembers the shared files as the runner made them. */
export async function seal(gitDir: string): Promise<void> {
  const files = await Promise.all(SHARED.map(async (name) => [name, await textAt(join(gitDir, name))]));
  await writeDurably(sealPath(gitDir), JSON.stringify(Object.fromEntries(files)));
}

/** Puts the shared files back and empties the hooks. Answers what had been changed: somebody wrote outside their workspace. */
export async function restore(gitDir: string): Promise<readonly string[]> {
  const sealed = JSON.parse(await readFile(sealPath(gitDir), 'utf8')) as Seal;
  const changed: string[] = [];
  for (const name of SHARED) {
    const path = join(gitDir, name);
    if ((await textAt(path)) === sealed[name]) continue;
    changed.push(name);
    await putBack(path, sealed[name]);
  }
  const hooks = await readdir(join(gitDir, 'hooks')).catch(() => []);
  for (const hook of hooks) await rm(join(gitDir, 'hooks', hook), { recursive: true, force: true });
  return [...changed, ...hooks.map((hook) => `hooks/${hook}`)];
}

async function putBack(path: string, content: string | null): Promise<void> {
  await rm(path, { recursive: true, force: true });
  if (content === null) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

async function textAt(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
