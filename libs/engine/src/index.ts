export { ENGINE_VERSION } from './engine.version.ts';
export { decide } from './decide.ts';
export { evolve } from './evolve.ts';
export { createOrg, type OrgState } from './org/org.state.ts';
export { packGraph } from './snapshot/graph.write.ts';
export { unpackGraph } from './snapshot/graph.read.ts';
export { restoredOrg, savedOrg, type SavedOrg } from './org/org.snapshot.ts';
export {
  archivedAt,
  attemptOf,
  attemptsOn,
  changeOf,
  delegationsOf,
  endOf,
  planOf,
  repoOf,
  runnerOf,
  taskOf,
} from './org/org.reads.ts';
export { accountOn, heldAccount, usable } from './account/account.reads.ts';
export type { HeldAccount } from './account/account.state.ts';
export { planNotFound } from './plan/plan.decide.ts';
export { previewEdit } from './plan/plan.edit.ts';
export {
  comparePlan,
  fixedProblems,
  planFileOf,
  planNow,
  type PlanNow,
  type PlanTexts,
} from './plan/plan.compare.ts';
export { checkProposal } from './task/task.proposal.ts';
export { checkPlan } from './plan/plan.check.ts';
export { hasOffer, landingWaiting, offersFor } from './offer/offer.reads.ts';
export type { Offer } from './offer/offer.pick.ts';
export { why, type Why } from './why/why.ts';
export type { LiveRunner, Reason } from './why/reason.ts';
export { accountWaits, type AccountWait } from './account/account.waits.ts';
export { ARCHIVE_AFTER_MS } from './plan/plan.archive.ts';
export {
  endedPlans,
  leases,
  leftDrafts,
  waits,
  type EndedPlan,
  type Lease,
  type LeftDraft,
  type Wait,
} from './react/react.waits.ts';
export type { AttemptEnd, AttemptState, EndedAttempt } from './attempt/attempt.state.ts';
export type { ChangeState, LandingClaim, PreparedLanding } from './change/change.state.ts';
export type { GateState } from './plan/gate.state.ts';
export type { PhaseState, PlanState } from './plan/plan.state.ts';
export type { RepoState } from './repo/repo.state.ts';
export type { RunnerState } from './runner/runner.state.ts';
export { statusOf, type Hold, type TaskState, type TaskStatus } from './task/task.state.ts';
