import { join } from 'node:path';
import type { Assignment, Sha } from '@headrace/events';
import { AttemptFailure } from '../agent/failure.ts';
import { commitTree, type Person } from '../git/commit.ts';
import { GitFailed } from '../git/git.ts';
import { mergeTrees } from '../git/merge.ts';
import { fetchBranch, fetchRef, hasObject, type Mirror } from '../git/mirror.ts';
import { directoryName } from '../git/refs.ts';
import { restore } from '../git/seal.ts';
import { addWorkspace, type Workspace } from '../git/workspace.ts';
import { committerOf, type Host } from '../runner/host.ts';
import type { Desk } from './desk.ts';

/** Where an attempt works: a workspace on what was the tip of the target. */
export type Site = { readonly mirror: Mirror; readonly workspace: Workspace; readonly base: Sha };

/** The repository, fetched, and a workspace on the tip of the target. Errors: AttemptFailure, when git cannot. */
export async function openSite({ host, dir, record, remember }: Desk): Promise<Site> {
  const { repo, target, origin, branch, worktree, taskId, fence, attemptId, resume } = record.assignment;
  try {
    const mirror = await host.mirrors.open(repo);
    await restore(mirror.gitDir);
    const base = (await fetchBranch(host.git, mirror, target)) as Sha;
    if (origin.kind === 'split') await fetchRef(host.git, mirror, origin.ref);
    const path = join(dir.work, worktree ? directoryName(worktree) : `${taskId}-a${fence}`);
    const reason = `attempt ${attemptId}`;
    const commit = resume ? await keptOn(host, mirror, base, resume) : base;
    const workspace = await addWorkspace(host.git, mirror, { path, branch, commit, reason });
    await remember({ workspace, base });
    return { mirror, workspace, base };
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    const code = /couldn't find remote ref|unknown revision/i.test(error.stderr)
      ? 'BRANCH_UNKNOWN'
      : 'REPO_UNREACHABLE';
    throw new AttemptFailure('infrastructure', `${code}: ${repo.repoId}, branch ${target}: ${error.message}`);
  }
}

/** Work that was kept, brought onto the target's tip. Errors: AttemptFailure, when it does not fit there any more. */
async function keptOn(
  host: Host,
  mirror: Mirror,
  base: Sha,
  { ref, sha }: NonNullable<Assignment['resume']>,
): Promise<string> {
  if (!(await hasObject(host.git, mirror, sha)))
    await fetchRef(host.git, mirror, ref, `refs/headrace/kept/${sha}`);
  const merge = await mergeTrees(host.git, mirror, base, sha);
  if (merge.kind === 'conflict') {
    const message = `What was kept as ${ref} conflicts with the target: ${merge.files.slice(0, 20).join(', ')}`;
    throw new AttemptFailure('conflict', message, { feedback: message });
  }
  const person = committerOf(host);
  const message = `Kept work of ${ref}\n`;
  const commit = { tree: merge.tree, parents: [base], message, author: person, committer: person };
  return commitTree(host.git, mirror, commit);
}

export const authorOf = ({ role, agent }: Assignment): Person => ({
  name: role.title || role.id,
  email: `${agent}@agent.headrace.invalid`,
});

/** What an attempt's programs may know of where they are. */
export function variablesOf(desk: Desk, base: string): Record<string, string> {
  const { planId, taskId, attemptId, fence, role, origin } = desk.record.assignment;
  return {
    HEADRACE_PLAN: planId,
    HEADRACE_TASK: taskId,
    HEADRACE_ATTEMPT: attemptId,
    HEADRACE_FENCE: String(fence),
    HEADRACE_ROLE: role.id,
    HEADRACE_BASE: base,
    ...(origin.kind === 'split' ? { HEADRACE_SOURCE: origin.source } : {}),
  };
}

/** So that an agent which commits needs no `git config`, which all workspaces would share. */
export const identityOf = ({ name, email }: Person) => ({
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
  GIT_TERMINAL_PROMPT: '0',
});
