import { discardedBy, type RecordedCommit } from '@headrace/events';
import { removePlan, saveCheckpoint, type Database } from '@headrace/readmodel';
import { projectAccounts } from '../account/account.projector.ts';
import { projectAttempts } from '../attempt/attempt.projector.ts';
import { projectGates } from '../attempt/gate.projector.ts';
import { projectAudit } from '../audit/audit.projector.ts';
import { projectChanges } from '../change/change.projector.ts';
import { projectOrgs } from '../org/org.projector.ts';
import { projectPlans } from '../plan/plan.projector.ts';
import { projectRepos } from '../repo/repo.projector.ts';
import { projectRunners } from '../runner/runner.projector.ts';
import { projectWaits } from '../task/task.waits.projector.ts';
import { projectTasks } from '../task/task.projector.ts';
import { happenedIn, type Happened } from './happened.ts';

const projectors = [
  projectOrgs,
  projectRepos,
  projectRunners,
  projectPlans,
  projectTasks,
  projectWaits,
  projectAttempts,
  projectGates,
  projectChanges,
  projectAccounts,
];

/** Every view of these commits, and that they are in it, in the caller's transaction. They follow what is stored without a gap. */
export async function project(
  tx: Database,
  shard: string,
  commits: readonly RecordedCommit[],
): Promise<void> {
  const last = commits.at(-1);
  if (!last) return;
  for (const batch of endingWithDiscards(commits.flatMap(happenedIn))) {
    for (const projector of projectors) await projector(tx, batch);
    const { event, org } = batch.at(-1)!; // none is empty
    const planId = discardedBy(event);
    if (planId) await removePlan(tx, org, planId);
  }
  await projectAudit(tx, commits);
  await saveCheckpoint(tx, shard, last.position, last.commit.at);
}

/** What comes after a discarded draft may use its id again, so it is folded when the records are gone. */
function endingWithDiscards(happened: readonly Happened[]): readonly (readonly Happened[])[] {
  const batches: Happened[][] = [];
  let open: Happened[] | null = null;
  for (const one of happened) {
    if (open) open.push(one);
    else batches.push((open = [one]));
    if (discardedBy(one.event)) open = null;
  }
  return batches;
}
