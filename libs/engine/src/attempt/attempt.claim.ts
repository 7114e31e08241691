import { attemptId, ok, type AccountId, type ClaimTasks, type Event, type Stamped } from '@headrace/events';
import { accountOn, usable } from '../account/account.reads.ts';
import { pickTasks, type Picked } from '../offer/offer.pick.ts';
import { rankOf } from '../offer/order.ts';
import type { OrgState } from '../org/org.state.ts';
import type { Decision } from '../refuse.ts';
import { refusedToRunner } from '../runner/runner.decide.ts';

/** Nothing claimable claims nothing, nor does a stopped org: runners wait for its start as they wait for tasks. */
export function claimTasks(command: Stamped<ClaimTasks>, state: OrgState): Decision {
  const refused = refusedToRunner(state, command.runnerId);
  if (refused) return refused;
  const { runnerId, slots } = command;
  const picks = pickTasks(state, usable(state, runnerId, command), slots);
  return ok(picks.map((pick) => taskClaimed(command, pick, accountOn(state, runnerId, pick.task.agent))));
}

function taskClaimed(
  { runnerId, leaseMs, at }: Stamped<ClaimTasks>,
  { task, rank }: Picked,
  account: AccountId,
): Event {
  const { planId, taskId, role, agent, priority, path, readySince } = task;
  const fence = task.fence + 1;
  return {
    type: 'TaskClaimed',
    ...{ planId, taskId, attemptId: attemptId(planId, taskId, fence), fence },
    ...{ runnerId, role, agent, account, leaseMs, rank },
    key: { priority: rankOf[priority], path, since: readySince ?? at },
  };
}
