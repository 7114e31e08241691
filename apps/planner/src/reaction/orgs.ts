import type { OrgId, RecordedCommit } from '@headrace/events';
import {
  accountWaits,
  createOrg,
  endedPlans,
  evolve,
  leases,
  leftDrafts,
  waits,
  type AccountWait,
  type EndedPlan,
  type Lease,
  type LeftDraft,
  type OrgState,
  type Wait,
} from '@headrace/engine';
import { happenedIn } from '../projection/happened.ts';

/** The engine's state of every org, folded from the log. */
export type Orgs = {
  fold(commit: RecordedCommit): void;
  /** What waits for the clock, org by org. */
  clockwork(): Iterable<{
    readonly org: OrgId;
    readonly leases: readonly Lease[];
    readonly waits: readonly Wait[];
    readonly accounts: readonly AccountWait[];
    readonly drafts: readonly LeftDraft[];
    readonly ended: readonly EndedPlan[];
  }>;
};

export function noOrgs(): Orgs {
  const states = new Map<OrgId, OrgState>();
  const stateOf = (org: OrgId) => {
    const state = states.get(org) ?? createOrg(org);
    states.set(org, state);
    return state;
  };
  return {
    fold: (commit) => {
      const state = stateOf(commit.commit.org);
      for (const recorded of happenedIn(commit)) evolve(state, recorded);
    },
    clockwork: function* () {
      for (const [org, state] of states)
        yield {
          org,
          leases: leases(state),
          waits: waits(state),
          accounts: accountWaits(state),
          drafts: leftDrafts(state),
          ended: endedPlans(state),
        };
    },
  };
}
