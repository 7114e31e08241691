import { join } from 'node:path';
import type { Assignment, Sha } from '@headrace/events';
import { AttemptFailure } from '../agent/failure.ts';
import type { Person } from '../git/commit.ts';
import { GitFailed } from '../git/git.ts';
import { fetchBranch, fetchRef, type Mirror } from '../git/mirror.ts';
import { directoryName } from '../git/refs.ts';
import { restore } from '../git/seal.ts';
import { addWorkspace, type Workspace } from '../git/workspace.ts';
import type { Desk } from './desk.ts';

/** Where an attempt works: a workspace on what was the tip of the target. */
export type Site = { readonly mirror: Mirror; readonly workspace: Workspace; readonly base: Sha };

/** The repository, fetched, and a workspace on the tip of the target. Errors: AttemptFailure, when git cannot. */
export async function openSite({ host, dir, record, remember }: Desk): Promise<Site> {
  const { repo, target, origin, branch, worktree, taskId, fence, attemptId } = record.assignment;
  try {
    const mirror = await host.mirrors.open(repo);
    await restore(mirror.gitDir);
    const base = (await fetchBranch(host.git, mirror, target)) as Sha;
    if (origin.kind === 'split') await fetchRef(host.git, mirror, origin.ref);
    const path = join(dir.work, worktree ? directoryName(worktree) : `${taskId}-a${fence}`);
    const reason = `attempt ${attemptId}`;
    const workspace = await addWorkspace(host.git, mirror, { path, branch, commit: base, reason });
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
