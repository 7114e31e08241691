export { assertNever, fail, ok, type Result } from './result.ts';
export { OrchestratorUrls, createRota, type Rota } from './rota.ts';
export {
  AccountId,
  Actor,
  AgentName,
  AttemptId,
  ChangeId,
  CommandId,
  Digest,
  GateId,
  ID_PATTERN,
  OrgId,
  PhaseId,
  PlanId,
  RepoId,
  RoleId,
  RunnerId,
  Sha,
  TaskId,
  TaskKey,
  attemptId,
  changeIdOf,
  partsOf,
  standardAccount,
  taskKey,
} from './ids.ts';
export { Instant, after, epochMs, instantOf, later, msBetween } from './instant.ts';
export { EvidenceRef, Text } from './evidence.ts';
export { INLINE_TEXT, canonicalJson, digestOf, textOf } from './digest.ts';
export { isSame } from './same.ts';
export { definitionOf } from './plan/gate.definition.ts';
export { errors, type ErrorCode } from './errors.ts';
export type { Problem, Refusal } from './refusal.ts';
export { Event, type EventType, type Recorded, type Ref } from './event.ts';
export { counted } from './counted.ts';
export { Command, CommandRequest, Facts, Stamp, type CommandType, type Stamped } from './command.ts';
export {
  COMMIT_VERSION,
  Commit,
  MAX_COMMIT_BYTES,
  NO_COMMIT,
  batchCommand,
  decisionsOf,
  decodeCommit,
  isEventType,
  readCommit,
  recordedIn,
  recordedOf,
  subjectOf,
  type Decided,
  type KeptCommand,
  type RecordedCommit,
  type RestoredCommand,
  type UnreadableCommit,
} from './commit.ts';
export { commandOf, keptOf } from './commit.carried.ts';
export {
  encodeCommit,
  encodeDecision,
  encodeDecisions,
  type CommitHead,
  type EncodedDecision,
} from './commit.encode.ts';
export { linkCommit, nextLink, type Chain, type ChainFault, type ChainHead } from './chain.ts';
export { Placement, ShardName } from './org/placement.ts';
export { PLACE_PATTERN, SHARD_HEADER, placeIn, placeText, placeWord, type Place } from './place.ts';
export { ProcessPresence, RunnerPresence } from './org/presence.ts';
export {
  OrgCapped,
  OrgCreated,
  OrgEvent,
  OrgStarted,
  OrgStopped,
  ReviewsDelegated,
  ReviewsRevoked,
} from './org/org.events.ts';
export {
  CapOrg,
  CreateOrg,
  DelegateReviews,
  OrgCommand,
  RevokeReviews,
  StartOrg,
  StopOrg,
} from './org/org.commands.ts';
export { orgsOf, viewOrg, type OrgView } from './org/org.view.ts';
export { RepoEvent, RepoRegistered } from './repo/repo.events.ts';
export { RegisterRepo, RepoCommand } from './repo/repo.commands.ts';
export { reposOf, viewRepo, type RepoView } from './repo/repo.view.ts';
export { RunnerDraining, RunnerEvent, RunnerOffer, RunnerRegistered } from './runner/runner.events.ts';
export { DrainRunner, RegisterRunner, RunnerCommand } from './runner/runner.commands.ts';
export { runnersOf, viewRunner, type RunnerView } from './runner/runner.view.ts';
export {
  DraftedTask,
  FollowUp,
  Gate,
  Glob,
  MOST_NEEDS,
  Measure,
  Phase,
  PlanFile,
  Priority,
  Role,
  SplitPart,
  SubmittedPlan,
  SubmittedTask,
  TaskDefaults,
  TaskFile,
} from './plan/plan.file.ts';
export {
  PhaseOpened,
  PhasePaused,
  PlanActivated,
  PlanAdded,
  PlanArchived,
  PlanCancelled,
  PlanCapped,
  PlanDiscarded,
  PlanDrafted,
  PlanEdited,
  PlanEvent,
  PlanFinished,
  PlanPaused,
  PlanReopened,
  PlanResumed,
  RolePaused,
  RoleResumed,
} from './plan/plan.events.ts';
export {
  ActivatePlan,
  ArchivePlan,
  CancelPhase,
  CancelPlan,
  DiscardDraft,
  DraftPlan,
  DraftTasks,
  MOST_DRAFTED,
  CancelRole,
  CapPlan,
  PausePhase,
  PausePlan,
  PauseRole,
  PlanCommand,
  PrioritiseTasks,
  ResumePhase,
  ResumePlan,
  ResumeRole,
  SubmitPlan,
} from './plan/plan.commands.ts';
export { discardedBy, plansOf, viewPlan, type PhaseView, type PlanView } from './plan/plan.view.ts';
export {
  MOST_NAMED,
  Ordinals,
  countIn,
  numbersIn,
  ordinalsOf,
  rangesIn,
  saying,
} from './task/task.ordinals.ts';
export {
  AffectedWork,
  EditPlan,
  EditPreview,
  PlanOperation,
  PlanSaying,
  Source,
  TaskSaying,
} from './plan/plan.edit.ts';
export {
  RetryFrom,
  SplitProposed,
  SplitRejected,
  TaskAdded,
  TaskDone,
  TaskEdited,
  TaskEvent,
  TaskFailed,
  TaskHeld,
  TaskNeedsChanged,
  TaskOrigin,
  TaskPatch,
  TaskReassigned,
  TaskReleased,
  TaskRetried,
  TaskSkipped,
  TaskSpec,
  TaskSplit,
  TasksBecameBlocked,
  TasksBecameReady,
  TasksCancelled,
  TasksPrioritised,
  TasksChanged,
  TasksRemoved,
} from './task/task.events.ts';
export {
  AcceptSplit,
  CancelTask,
  EditTask,
  HoldTask,
  ReassignTask,
  RejectSplit,
  ReleaseTask,
  RetryTask,
  SkipTask,
  TaskCommand,
  WakeTask,
} from './task/task.commands.ts';
export { changesWaits } from './task/task.waits.ts';
export {
  AcceptDecomposition,
  ChildTask,
  DecomposeTask,
  DecompositionAccepted,
  DecompositionProposed,
  DecompositionRejected,
  ProposeDecomposition,
  RejectDecomposition,
} from './task/task.decomposition.ts';
export { askAlways, PLAN_POLICY, ProposalPolicy } from './plan/proposal.policy.ts';
export {
  PROPOSAL_BYTES,
  PROPOSAL_FILE,
  Proposal,
  ProposalCheck,
  ProposalFile,
} from './task/task.proposal.ts';
export { rollUpOf, type RollUp } from './task/task.rollup.ts';
export { tasksBy, tasksOf, viewTask, type TasksAt, type TaskState, type TaskView } from './task/task.view.ts';
export {
  AttemptCancelled,
  AttemptCompleted,
  AttemptEvent,
  AttemptFailed,
  AttemptFedBack,
  AttemptStarted,
  AttemptsStopped,
  ClaimExpired,
  GateReported,
  GateResult,
  GatesStarted,
  Salvage,
  TaskClaimed,
  WorkSaved,
} from './attempt/attempt.events.ts';
export { GraceMs } from './attempt/grace.ts';
export {
  Backoff,
  FailureClass,
  FailurePolicies,
  FailurePolicy,
  FailureThen,
} from './failure/failure.policy.ts';
export { AccountEvent, AccountHeld, AccountReleased } from './account/account.events.ts';
export { AccountCommand, ReleaseAccount, WakeAccount } from './account/account.commands.ts';
export { accountsOf, viewAccount, type AccountView } from './account/account.view.ts';
export {
  AttemptCommand,
  ClaimTasks,
  CompleteAttempt,
  ExpireClaim,
  FailAttempt,
  FeedBackAttempt,
  OpenChange,
  ProposeSplit,
  ReportGate,
  ReportSalvage,
  StartAttempt,
  StartGates,
} from './attempt/attempt.commands.ts';
export {
  attemptsOf,
  gatesOf,
  viewAttempt,
  type AttemptOutcome,
  type AttemptView,
  type GateView,
} from './attempt/attempt.view.ts';
export {
  ApprovalsVoided,
  ChangeContent,
  ChangeEvent,
  ChangeLanded,
  ChangeOpened,
  ChangeQueued,
  ChangeReviewed,
  ChangeSentBack,
  LandingClaimed,
  LandingFailed,
  LandingPrepared,
  LandingVoided,
  ReviewExpired,
  ReviewRequested,
} from './change/change.events.ts';
export {
  ActorPattern,
  Approvals,
  OnExpiry,
  ReviewRule,
  ReviewTerms,
  countOf,
  matchesActor,
  ruleOf,
} from './change/review.rule.ts';
export {
  ChangeCommand,
  ClaimLanding,
  ExpireLanding,
  ExpireReview,
  FailLanding,
  PrepareLanding,
  RecordLanding,
  ReviewChange,
  VoidLanding,
} from './change/change.commands.ts';
export { changesOf, viewChange, type ChangeView, type ReviewView } from './change/change.view.ts';
export { CommandAnswer, ProblemDocument } from './problem.ts';
export {
  AssignedGate,
  Assignment,
  ClaimRequest,
  Control,
  ForIdleRunner,
  Heartbeat,
  IdleRunner,
  LandingAssignment,
  LandingClaimRequest,
  LogChunk,
  LogLine,
  RegisteredRunner,
} from './attempt/attempt.http.ts';
export {
  MOST_HELD_BACK,
  dependantsOf,
  heldBackBy,
  waitingOf,
  type Dependant,
  type WaitingTask,
} from './inbox/inbox.items.ts';
export {
  inboxOf,
  pausedPlan,
  stoppedOrg,
  type WaitingItem,
  type WaitingOrg,
  type WaitingPlan,
} from './inbox/inbox.stops.ts';
export type {
  Density,
  EventFrame,
  EventPage,
  LiveRunner,
  LogPage,
  PlanSnapshot,
  PlanSummary,
  StateSnapshot,
  TaskCounts,
} from './web/web.http.ts';
export { densityOf, markOf, type Mark, type Moment } from './web/density.ts';
