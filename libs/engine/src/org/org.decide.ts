import {
  ok,
  type CapOrg,
  type CreateOrg,
  type Event,
  type LandingVoided,
  type Stamped,
  type StartOrg,
  type StopOrg,
} from '@headrace/events';
import { stopAttempts } from '../attempt/attempt.stop.ts';
import { refusedAsCap } from '../offer/cap.ts';
import { refuse, type Decision } from '../refuse.ts';
import type { OrgState } from './org.state.ts';

export function createOrgOnce(_command: Stamped<CreateOrg>, { org, created }: OrgState): Decision {
  return ok(created ? [] : [{ type: 'OrgCreated', org }]);
}

/**
 * Nothing is claimed and nothing lands from here on. What is at work ends now, unless it may go on; a stop that comes
 * again ends what an earlier one let go on.
 */
export function stopOrg({ reason, graceMs }: Stamped<StopOrg>, state: OrgState): Decision {
  const { org, stopped, attempts } = state;
  return ok([
    ...(stopped ? [] : [{ type: 'OrgStopped', org, reason } as const]),
    ...(graceMs === null ? [] : stopAttempts(state, attempts, { reason, graceMs })),
    ...(graceMs === null ? [] : landingsStopped(state, reason)),
  ]);
}

/** What is prepared may be on its branch already: its runner brings that to an end, which takes a push. */
const landingsStopped = ({ landings }: OrgState, reason: string): readonly Event[] =>
  [...landings]
    .filter(({ prepared }) => prepared === null)
    .map(({ planId, taskId, changeId }): LandingVoided => ({
      type: 'LandingVoided',
      ...{ planId, taskId, changeId },
      because: 'stopped',
      note: reason,
    }));

export function startOrg(_command: Stamped<StartOrg>, { org, stopped }: OrgState): Decision {
  return ok(stopped ? [{ type: 'OrgStarted', org }] : []);
}

export function capOrg(command: Stamped<CapOrg>, { org, cap }: OrgState): Decision {
  const refused = refusedAsCap(command);
  if (refused) return refused;
  const { maxParallel } = command;
  return ok(cap.maxParallel === maxParallel ? [] : [{ type: 'OrgCapped', org, maxParallel }]);
}

/** Why nobody gets anything at the moment; null while the org runs. */
export const refusedWhileStopped = ({ stopped, org }: OrgState) =>
  stopped &&
  refuse('ORG_STOPPED', `Everything in ${org} is stopped: ${stopped.reason || 'no reason was given'}.`, {
    state: 'stopped',
    allowed: ['StartOrg'],
    proof: [stopped.ref],
  });
