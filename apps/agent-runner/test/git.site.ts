import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitWith, type Git } from '../src/git/git.ts';
import { fetchBranch, mirrorsIn, type Mirror } from '../src/git/mirror.ts';
import { addWorkspace, type Workspace } from '../src/git/workspace.ts';
import { makeForge, type Forge } from './forge.ts';

/** A forge, a mirror of it, and as many workspaces as a test asks for. */
export type GitSite = {
  readonly forge: Forge;
  readonly git: Git;
  readonly mirror: Mirror;
  readonly base: string;
  readonly dir: string;
  workspace(name: string): Promise<Workspace>;
  index(): string;
  remove(): void;
};

export const person = { name: 'Dev', email: 'dev@agent.headrace.invalid' };

export async function gitSite(files?: Readonly<Record<string, string>>): Promise<GitSite> {
  const forge = makeForge(files);
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'hr-site-')));
  const git = gitWith(null);
  const mirror = await mirrorsIn(dir, git).open({ repoId: 'repo', url: forge.url });
  const base = await fetchBranch(git, mirror, 'main');
  let indexes = 0;
  return {
    forge,
    git,
    mirror,
    base,
    dir,
    index: () => join(dir, `index-${++indexes}`),
    workspace: (name) =>
      addWorkspace(git, mirror, {
        path: join(dir, 'work', name, name),
        branch: `headrace/p/${name}/1`,
        commit: base,
        reason: `attempt ${name}`,
      }),
    remove() {
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
      forge.remove();
    },
  };
}
