import {
  counted,
  ok,
  type ClaimLanding,
  type ExpireLanding,
  type FailLanding,
  type RecordLanding,
  type Refusal,
  type Stamped,
  type VoidLanding,
} from '@headrace/events';
import { leaseEnd } from '../attempt/attempt.decide.ts';
import type { OrgState } from '../org/org.state.ts';
import { consequences } from '../plan/plan.ready.ts';
import { refuse, type Decision } from '../refuse.ts';
import { refusedToRunner } from '../runner/runner.decide.ts';
import { endWithPlan, named, sendBack, withChange } from './change.decide.ts';
import type { OfChange } from './of.change.ts';
import { headOf } from './change.queue.ts';
import { statusOf, type ChangeState, type LandingClaim } from './change.state.ts';
import { followUpsOf } from './change.follow.ts';

/**
 * The change that waits longest at the head of a queue. One whose landing a forge has refused lets the other queues go
 * first, until it is its turn to try again. Nothing to land claims nothing.
 */
export function claimLanding({ runnerId, repos, leaseMs }: Stamped<ClaimLanding>, state: OrgState): Decision {
  const refused = refusedToRunner(state, runnerId);
  if (refused) return refused;
  if (state.stopped) return ok([]);
  const heads = [...state.queues.values()]
    .filter(({ repoId }) => repos.includes(repoId))
    .flatMap((queue) => headOf(queue) ?? [])
    .filter(({ landing }) => landing === null)
    .sort(byTurn);
  const [change] = heads;
  if (!change) return ok([]);
  return ok([{ type: 'LandingClaimed', ...named(change), fence: change.fence + 1, runnerId, leaseMs }]);
}

const byTurn = (a: ChangeState, b: ChangeState): number =>
  (a.obstructed?.ref.position ?? 0) - (b.obstructed?.ref.position ?? 0) ||
  a.ref.position - b.ref.position ||
  a.ref.index - b.ref.index;

export type Landing = OfChange & { readonly landing: LandingClaim };

/** The landing that a command is for, while its claim lasts. */
export function withLanding(
  command: Pick<Stamped<RecordLanding>, 'changeId' | 'fence'>,
  state: OrgState,
  decideOn: (landing: Landing) => Decision,
): Decision {
  return withChange(command.changeId, state, (of) => {
    const { change } = of;
    if (command.fence !== change.fence)
      return refuseFor(change, 'FENCE_STALE', `Fence ${command.fence}; the landing is at ${change.fence}.`, {
        path: 'fence',
        expected: String(change.fence),
      });
    if (change.status === 'reviewing')
      return refuseFor(
        change,
        'APPROVAL_MISSING',
        `${change.changeId} needs ${counted(change.approvals, 'approval')} and has ${change.approvers.size}.`,
      );
    if (!change.landing)
      return refuseFor(
        change,
        'LANDING_NOT_CLAIMED',
        `Nobody has claimed the landing of ${change.changeId}.`,
      );
    return decideOn({ ...of, landing: change.landing });
  });
}

/** After the push, or when the prepared result was found on the branch. */
export function recordLanding(command: Stamped<RecordLanding>, state: OrgState): Decision {
  const { result } = command;
  const landed = state.changes.get(command.changeId);
  if (landed?.status === 'landed' && landed.fence === command.fence && landed.result === result)
    return ok([]);
  return withLanding(command, state, ({ change, task, plan }) => {
    const { planId, taskId } = task;
    if (change.prepared?.result !== result)
      return refuseFor(
        change,
        'LANDING_NOT_PREPARED',
        `${result} is not what was prepared for ${change.changeId}.`,
        {
          path: 'result',
          expected: change.prepared?.result ?? 'PrepareLanding first',
        },
      );
    const added = followUpsOf(plan, task, change);
    return ok([
      { type: 'ChangeLanded', ...named(change), target: change.target, result },
      { type: 'TaskDone', planId, taskId },
      ...added,
      ...consequences(plan, { ended: [{ task, as: 'done' }], added }),
    ]);
  });
}

/** The branch moved or the runner could not: what was prepared is not on the branch, and is tried again. */
export function voidLanding(command: Stamped<VoidLanding>, state: OrgState): Decision {
  return withLanding(command, state, (landing) => {
    const { because, note } = command;
    const { change, plan } = landing;
    return ok([
      { type: 'LandingVoided', ...named(change), because, note },
      ...(plan.status === 'ending' ? endWithPlan(landing) : []),
    ]);
  });
}

export function failLanding(command: Stamped<FailLanding>, state: OrgState): Decision {
  return withLanding(command, state, (landing) => {
    const { because, feedback, gates, fence } = command;
    return ok([
      { type: 'LandingFailed', ...named(landing.change), fence, because, gates },
      ...sendBack(landing, because, feedback),
    ]);
  });
}

/** What was prepared stays known: it may have been pushed, which the next claim finds out. */
export function expireLanding(command: Stamped<ExpireLanding>, state: OrgState): Decision {
  return withLanding(command, state, ({ change, landing }) => {
    const ends = leaseEnd(landing, command.facts);
    if (command.at < ends)
      return refuseFor(change, 'LEASE_ALIVE', `The lease of this landing ends at ${ends}.`, {
        expected: ends,
      });
    return ok([
      {
        type: 'LandingVoided',
        ...named(change),
        because: 'lease',
        note: `Runner ${landing.runnerId} went silent.`,
      },
    ]);
  });
}

type Grounds = { readonly path?: string; readonly expected?: string };

/** `withChange` adds what put it there and what may be done with it. */
export const refuseFor = (
  change: ChangeState,
  code: Refusal['code'],
  message: string,
  grounds: Grounds = {},
): Decision => refuse(code, message, { ...grounds, state: statusOf(change) });
