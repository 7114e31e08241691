import { attemptId, ok, type ClaimTasks, type Event, type Stamped } from '@headrace/events';
import { pickTasks, type Picked } from '../offer/offer.pick.ts';
import { rankOf } from '../offer/order.ts';
import type { OrgState } from '../org/org.state.ts';
import type { Decision } from '../refuse.ts';
import { refusedToRunner } from '../runner/runner.decide.ts';

/** Nothing claimable claims nothing, nor does a stopped org: runners wait for its start as they wait for tasks. */
export function claimTasks(command: Stamped<ClaimTasks>, state: OrgState): Decision {
  const refused = refusedToRunner(state, command.runnerId);
  if (refused) return refused;
  return ok(pickTasks(state, command, command.slots).map((pick) => taskClaimed(command, pick)));
}

function taskClaimed({ runnerId, leaseMs, at }: Stamped<ClaimTasks>, { task, rank }: Picked): Event {
  const { planId, taskId, role, agent, priority, path, readySince } = task;
  const fence = task.fence + 1;
  return {
    type: 'TaskClaimed',
    ...{ planId, taskId, attemptId: attemptId(planId, taskId, fence), fence },
    ...{ runnerId, role, agent, leaseMs, rank },
    key: { priority: rankOf[priority], path, since: readySince ?? at },
  };
}
