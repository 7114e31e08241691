import type {
  AccountId,
  Actor,
  ChangeId,
  Instant,
  OrgId,
  PlanId,
  Ref,
  RepoId,
  RunnerId,
} from '@headrace/events';
import type { HeldAccount } from '../account/account.state.ts';
import type { AttemptState } from '../attempt/attempt.state.ts';
import type { ChangeState, LandingQueue } from '../change/change.state.ts';
import { createOffers, type Offers } from '../offer/offer.state.ts';
import { UNCAPPED, type Cap } from '../offer/cap.ts';
import type { DraftState, PlanState } from '../plan/plan.state.ts';
import type { RepoState } from '../repo/repo.state.ts';
import type { RunnerState } from '../runner/runner.state.ts';
import type { TaskState } from '../task/task.state.ts';

/** All that an org's decisions depend on. `evolve` owns it and changes it in place; everybody else only reads. */
export type OrgState = {
  readonly org: OrgId;
  created: Ref | null;
  /** Nothing is claimed and nothing lands; null while it runs. */
  stopped: { readonly reason: string; readonly since: Instant; readonly ref: Ref } | null;
  /** At most so many attempts at once; null: no limit. */
  cap: Cap;
  /** Who may give whose approvals, and until when: by the one who may, then by who asked for it. */
  readonly delegations: Map<Actor, Map<Actor, { readonly until: Instant; readonly ref: Ref }>>;
  readonly repos: Map<RepoId, RepoState>;
  readonly runners: Map<RunnerId, RunnerState>;
  readonly plans: Map<PlanId, PlanState>;
  /** Plans that are not complete yet; nothing but their own commands knows them. */
  readonly drafts: Map<PlanId, DraftState>;
  /** Plans that never go on, and where they were archived: their ids stay taken. */
  readonly archived: Map<PlanId, Ref>;
  readonly changes: Map<ChangeId, ChangeState>;
  /** By repository and target branch. */
  readonly queues: Map<string, LandingQueue>;
  /** Attempts at work. */
  readonly attempts: Set<AttemptState>;
  /** Changes whose landing is claimed. */
  readonly landings: Set<ChangeState>;
  /** Changes whose review ends at a time. */
  readonly reviewsDue: Set<ChangeState>;
  /** Tasks held until a time. */
  readonly waiting: Set<TaskState>;
  /** Accounts that nothing is claimed for. */
  readonly accounts: Map<AccountId, HeldAccount>;
  /** What can be claimed, and which paths and worktrees are taken. */
  readonly offers: Offers;
};

export const createOrg = (org: OrgId): OrgState => ({
  org,
  created: null,
  stopped: null,
  cap: UNCAPPED,
  delegations: new Map(),
  repos: new Map(),
  runners: new Map(),
  plans: new Map(),
  drafts: new Map(),
  archived: new Map(),
  changes: new Map(),
  queues: new Map(),
  attempts: new Set(),
  landings: new Set(),
  reviewsDue: new Set(),
  waiting: new Set(),
  accounts: new Map(),
  offers: createOffers(),
});
