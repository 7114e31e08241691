import { changeOf, planOf, repoOf, taskOf, type OrgState } from '@headrace/engine';
import { taskKey, type LandingAssignment, type OrgId } from '@headrace/events';
import type { Tokens } from '@headrace/events/token';
import { mintForLanding } from '../auth/token.claims.ts';
import type { Shard } from '../shard/shard.ts';
import { gatesFor } from '../task/assignment.ts';
import type { ClaimedLanding } from './landing.claims.ts';

type Sources = { readonly shard: Pick<Shard, 'look'>; readonly tokens: Tokens };

/** null: the claim is over already. */
export async function landingFor(
  { shard, tokens }: Sources,
  org: OrgId,
  claimed: ClaimedLanding,
): Promise<LandingAssignment | null> {
  const landing = await shard.look(org, (state) => landingOf(state, claimed));
  return landing && { ...landing, token: mintForLanding(tokens, org, landing.changeId) };
}

function landingOf(
  state: OrgState,
  { changeId, fence }: ClaimedLanding,
): Omit<LandingAssignment, 'token'> | null {
  const change = changeOf(state, changeId);
  if (change?.landing?.fence !== fence) return null;
  const plan = planOf(state, change.planId);
  const task = taskOf(state, taskKey(change.planId, change.taskId));
  const repo = repoOf(state, change.repoId);
  if (!plan || !task || !repo) throw new Error(`${changeId} is a change of nothing`);
  const { planId, taskId, target, branch, base, head, tree, patchId, prepared } = change;
  return {
    org: state.org,
    ...{ planId, taskId, changeId, fence, target, branch, base, head, tree, patchId },
    leaseMs: change.landing.leaseMs,
    title: task.title,
    role: task.role,
    scope: [...task.scope],
    repo: { repoId: repo.repoId, url: repo.url, defaultBranch: repo.defaultBranch },
    gates: gatesFor(plan, task.gates),
    reviewers: [...change.approvers.keys()],
    prepared: prepared && {
      base: prepared.base,
      head: prepared.head,
      tree: prepared.tree,
      result: prepared.result,
    },
  };
}
