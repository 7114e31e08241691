import type { LandingAssignment, Sha } from '@headrace/events';
import { commitTree, type Person } from '../git/commit.ts';
import type { Git } from '../git/git.ts';
import { mergeTrees } from '../git/merge.ts';
import { fetchRef, hasObject, type Mirror } from '../git/mirror.ts';
import { patchId } from '../git/patch.ts';
import { headRef } from '../git/refs.ts';

/** The commit that is to become the branch's tip, squashed; or the files that stand against it. */
export type Candidate =
  | {
      readonly kind: 'ready';
      readonly tip: Sha;
      readonly tree: Sha;
      readonly result: Sha;
      readonly patchId: Sha;
    }
  | {
      readonly kind: 'conflict';
      readonly tip: Sha;
      readonly files: readonly string[];
      readonly detail: string;
    };

export type Ready = Extract<Candidate, { kind: 'ready' }>;

/** Merges the change with the branch's tip, without any worktree. Errors: GitFailed. */
export async function candidateOf(
  git: Git,
  mirror: Mirror,
  { landing, tip, committer }: { landing: LandingAssignment; tip: Sha; committer: Person },
): Promise<Candidate> {
  await fetchChange(git, mirror, landing);
  const merge = await mergeTrees(git, mirror, tip, landing.head);
  if (merge.kind === 'conflict') return { ...merge, tip };
  const author = await authorOf(git, mirror, landing.head);
  const commit = { tree: merge.tree, parents: [tip], message: messageOf(landing), author, committer };
  const result = await commitTree(git, mirror, commit);
  const id = await patchId(git, mirror, tip, result);
  return { kind: 'ready', tip, tree: merge.tree as Sha, result: result as Sha, patchId: id as Sha };
}

/** The change may come from another runner: its branch is on the forge. */
async function fetchChange(git: Git, mirror: Mirror, { branch, head }: LandingAssignment): Promise<void> {
  if (await hasObject(git, mirror, head)) return;
  await fetchRef(git, mirror, headRef(branch), `refs/remotes/origin/${branch}`);
}

async function authorOf(git: Git, mirror: Mirror, commit: string): Promise<Person> {
  const { stdout } = await git({ gitDir: mirror.gitDir }, ['show', '-s', '--format=%an%n%ae', commit]);
  const [name = '', email = ''] = stdout.split('\n');
  return { name, email };
}

/** The title, and how to get from the commit back to the log. */
export function messageOf({ title, planId, taskId, changeId, reviewers }: LandingAssignment): string {
  const reviewed = reviewers.map((reviewer) => `Reviewed-by: ${reviewer}`);
  return [
    title,
    '',
    `Headrace-Task: ${planId}.${taskId}`,
    `Headrace-Change: ${changeId}`,
    ...reviewed,
    '',
  ].join('\n');
}
