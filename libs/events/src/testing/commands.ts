import type { ReleaseAccount, WakeAccount } from '../account/account.commands.ts';
import type {
  AcceptSplit,
  CancelTask,
  EditTask,
  HoldTask,
  ReassignTask,
  RejectSplit,
  ReleaseTask,
  RetryTask,
  SkipTask,
  WakeTask,
} from '../task/task.commands.ts';
import type {
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
} from '../attempt/attempt.commands.ts';
import type {
  ClaimLanding,
  ExpireLanding,
  FailLanding,
  PrepareLanding,
  RecordLanding,
  ReviewChange,
  VoidLanding,
} from '../change/change.commands.ts';
import { changeOpened } from '../change/change.examples.ts';
import { attemptFailed, gateResult, workSaved } from '../attempt/attempt.examples.ts';
import type {
  AccountId,
  AgentName,
  AttemptId,
  ChangeId,
  GateId,
  PhaseId,
  PlanId,
  RepoId,
  RoleId,
  RunnerId,
  Sha,
  TaskId,
} from '../ids.ts';
import type { CapOrg, StartOrg, StopOrg } from '../org/org.commands.ts';
import type {
  CancelPhase,
  CancelPlan,
  CancelRole,
  CapPlan,
  PausePhase,
  PausePlan,
  PauseRole,
  PrioritiseTasks,
  ResumePhase,
  ResumePlan,
  ResumeRole,
} from '../plan/plan.commands.ts';
import { EditPlan } from '../plan/plan.edit.ts';
import { splitProposed } from '../task/task.examples.ts';
import { momentOf } from './recorded.ts';

/* A sample of each command, about the same things as the samples of events; say only what matters. */

const planId = 'p' as PlanId;
const ofTask = { planId, taskId: 't' as TaskId };
const underClaim = { attemptId: 'p.t.1' as AttemptId, fence: 1 };
const underLanding = { changeId: 'p.t.1' as ChangeId, fence: 1 };
const sha = (letter: string) => letter.repeat(40) as Sha;

type Over<C> = Partial<Omit<C, 'type'>>;

export const pausePlan = (over: Over<PausePlan> = {}): PausePlan => ({
  type: 'PausePlan',
  planId,
  reason: 'lunch',
  ...over,
});
export const resumePlan = (over: Over<ResumePlan> = {}): ResumePlan => ({
  type: 'ResumePlan',
  planId,
  ...over,
});
export const cancelPlan = (over: Over<CancelPlan> = {}): CancelPlan => ({
  type: 'CancelPlan',
  planId,
  reason: 'no longer wanted',
  ...over,
});
export const editPlan = (operations: readonly unknown[], over: Over<EditPlan> = {}): EditPlan =>
  EditPlan.parse({ type: 'EditPlan', planId, revision: 1, operations, ...over });
export const pausePhase = (over: Over<PausePhase> = {}): PausePhase => ({
  type: 'PausePhase',
  planId,
  phaseId: 'build' as PhaseId,
  reason: 'review first',
  ...over,
});
export const resumePhase = (over: Over<ResumePhase> = {}): ResumePhase => ({
  type: 'ResumePhase',
  planId,
  phaseId: 'build' as PhaseId,
  ...over,
});

export const editTask = (over: Over<EditTask> = {}): EditTask => ({
  type: 'EditTask',
  ...ofTask,
  patch: { priority: 'high' },
  ...over,
});
export const holdTask = (over: Over<HoldTask> = {}): HoldTask => ({
  type: 'HoldTask',
  ...ofTask,
  note: '',
  ...over,
});
export const releaseTask = (over: Over<ReleaseTask> = {}): ReleaseTask => ({
  type: 'ReleaseTask',
  ...ofTask,
  ...over,
});
export const wakeTask = (over: Over<WakeTask> = {}): WakeTask => ({
  type: 'WakeTask',
  ...ofTask,
  until: momentOf(1),
  ...over,
});
export const cancelTask = (over: Over<CancelTask> = {}): CancelTask => ({
  type: 'CancelTask',
  ...ofTask,
  note: 'no longer wanted',
  ...over,
});
export const retryTask = (over: Over<RetryTask> = {}): RetryTask => ({
  type: 'RetryTask',
  ...ofTask,
  ...over,
});
export const acceptSplit = (over: Over<AcceptSplit> = {}): AcceptSplit => ({
  type: 'AcceptSplit',
  ...ofTask,
  ...over,
});
export const rejectSplit = (over: Over<RejectSplit> = {}): RejectSplit => ({
  type: 'RejectSplit',
  ...ofTask,
  note: 'make it smaller',
  ...over,
});

export const claimTasks = (over: Over<ClaimTasks> = {}): ClaimTasks => ({
  type: 'ClaimTasks',
  runnerId: 'r1' as RunnerId,
  roles: ['*'],
  agents: ['shell' as AgentName],
  labels: [],
  slots: 1,
  leaseMs: 30_000,
  ...over,
});
export const startAttempt = (over: Over<StartAttempt> = {}): StartAttempt => ({
  type: 'StartAttempt',
  ...underClaim,
  base: sha('a'),
  branch: 'headrace/p/t/1',
  agentVersion: '1.0.0',
  ...over,
});
export const startGates = (over: Over<StartGates> = {}): StartGates => ({
  type: 'StartGates',
  ...underClaim,
  round: 1,
  ...over,
});
export const reportGate = (over: Over<ReportGate> = {}): ReportGate => ({
  type: 'ReportGate',
  ...underClaim,
  round: 1,
  result: gateResult(),
  ...over,
});
export const feedBackAttempt = (over: Over<FeedBackAttempt> = {}): FeedBackAttempt => ({
  type: 'FeedBackAttempt',
  ...underClaim,
  round: 1,
  gates: ['test' as GateId],
  ...over,
});
export const completeAttempt = (over: Over<CompleteAttempt> = {}): CompleteAttempt => ({
  type: 'CompleteAttempt',
  ...underClaim,
  ...over,
});
export const expireClaim = (over: Over<ExpireClaim> = {}): ExpireClaim => ({
  type: 'ExpireClaim',
  ...underClaim,
  ...over,
});
export function openChange(over: Over<OpenChange> = {}): OpenChange {
  const { branch, base, head, tree, patchId, files, lines, diff } = changeOpened();
  return {
    type: 'OpenChange',
    ...underClaim,
    branch,
    base,
    head,
    tree,
    patchId,
    files,
    lines,
    diff,
    ...over,
  };
}
export function failAttempt(over: Over<FailAttempt> = {}): FailAttempt {
  const { class: failure, message, fingerprint, feedback, salvage, quotaUntil } = attemptFailed();
  return {
    type: 'FailAttempt',
    ...underClaim,
    class: failure,
    message,
    fingerprint,
    feedback,
    salvage,
    quotaUntil,
    ...over,
  };
}
export function proposeSplit(over: Over<ProposeSplit> = {}): ProposeSplit {
  const { lines, limit, source, ref, parts } = splitProposed();
  return { type: 'ProposeSplit', ...underClaim, lines, limit, source, ref, parts, ...over };
}

export const reviewChange = (over: Over<ReviewChange> = {}): ReviewChange => ({
  type: 'ReviewChange',
  changeId: underLanding.changeId,
  head: sha('b'),
  verdict: 'approve',
  note: 'good',
  rule: null,
  ...over,
});
export const claimLanding = (over: Over<ClaimLanding> = {}): ClaimLanding => ({
  type: 'ClaimLanding',
  runnerId: 'r1' as RunnerId,
  repos: ['r' as RepoId],
  leaseMs: 30_000,
  ...over,
});
export const prepareLanding = (over: Over<PrepareLanding> = {}): PrepareLanding => ({
  type: 'PrepareLanding',
  ...underLanding,
  base: sha('a'),
  head: sha('b'),
  tree: sha('c'),
  result: sha('3'),
  patchId: sha('d'),
  gates: [],
  ...over,
});
export const recordLanding = (over: Over<RecordLanding> = {}): RecordLanding => ({
  type: 'RecordLanding',
  ...underLanding,
  result: sha('3'),
  ...over,
});
export const voidLanding = (over: Over<VoidLanding> = {}): VoidLanding => ({
  type: 'VoidLanding',
  ...underLanding,
  because: 'base-moved',
  note: '',
  ...over,
});
export const failLanding = (over: Over<FailLanding> = {}): FailLanding => ({
  type: 'FailLanding',
  ...underLanding,
  because: 'conflict',
  feedback: 'src/pump/in.ts conflicts',
  gates: [],
  ...over,
});
export const expireLanding = (over: Over<ExpireLanding> = {}): ExpireLanding => ({
  type: 'ExpireLanding',
  ...underLanding,
  ...over,
});

export const reportSalvage = (over: Over<ReportSalvage> = {}): ReportSalvage => ({
  type: 'ReportSalvage',
  ...underClaim,
  salvage: workSaved().salvage,
  note: '',
  ...over,
});
export const stopOrg = (over: Over<StopOrg> = {}): StopOrg => ({
  type: 'StopOrg',
  reason: 'the build is on fire',
  graceMs: 1000,
  ...over,
});
export const startOrg = (): StartOrg => ({ type: 'StartOrg' });

const ofRole = { planId, roleId: 'developer' as RoleId };

export const capOrg = (over: Over<CapOrg> = {}): CapOrg => ({ type: 'CapOrg', maxParallel: 1, ...over });
export const capPlan = (over: Over<CapPlan> = {}): CapPlan => ({
  type: 'CapPlan',
  planId,
  maxParallel: 1,
  ...over,
});
export const cancelPhase = (over: Over<CancelPhase> = {}): CancelPhase => ({
  type: 'CancelPhase',
  planId,
  phaseId: 'build' as PhaseId,
  reason: '',
  ...over,
});
export const pauseRole = (over: Over<PauseRole> = {}): PauseRole => ({
  type: 'PauseRole',
  ...ofRole,
  reason: '',
  ...over,
});
export const resumeRole = (over: Over<ResumeRole> = {}): ResumeRole => ({
  type: 'ResumeRole',
  ...ofRole,
  ...over,
});
export const cancelRole = (over: Over<CancelRole> = {}): CancelRole => ({
  type: 'CancelRole',
  ...ofRole,
  reason: '',
  ...over,
});
export const prioritiseTasks = (over: Over<PrioritiseTasks> = {}): PrioritiseTasks => ({
  type: 'PrioritiseTasks',
  planId,
  priority: 'critical',
  ...over,
});
export const skipTask = (over: Over<SkipTask> = {}): SkipTask => ({
  type: 'SkipTask',
  ...ofTask,
  reason: 'done by hand',
  ...over,
});
export const reassignTask = (over: Over<ReassignTask> = {}): ReassignTask => ({
  type: 'ReassignTask',
  ...ofTask,
  ...over,
});
export const releaseAccount = (over: Over<ReleaseAccount> = {}): ReleaseAccount => ({
  type: 'ReleaseAccount',
  account: 'shell' as AccountId,
  ...over,
});
export const wakeAccount = (over: Over<WakeAccount> = {}): WakeAccount => ({
  type: 'WakeAccount',
  account: 'shell' as AccountId,
  until: momentOf(1),
  ...over,
});
