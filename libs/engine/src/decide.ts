import type { Command, CommandType, Stamped } from '@headrace/events';
import { releaseAccount, wakeAccount } from './account/account.decide.ts';
import { claimTasks } from './attempt/attempt.claim.ts';
import {
  expireClaim,
  feedBackAttempt,
  reportGate,
  startAttempt,
  startGates,
} from './attempt/attempt.decide.ts';
import { completeAttempt, failAttempt, openChange } from './attempt/attempt.end.ts';
import { reportSalvage } from './attempt/attempt.stop.ts';
import { reviewChange } from './change/change.decide.ts';
import {
  claimLanding,
  expireLanding,
  failLanding,
  recordLanding,
  voidLanding,
} from './change/landing.decide.ts';
import { delegateReviews, expireReview, revokeReviews } from './change/review.decide.ts';
import { prepareLanding } from './change/landing.prepare.ts';
import { capOrg, createOrgOnce, startOrg, stopOrg } from './org/org.decide.ts';
import type { OrgState } from './org/org.state.ts';
import { cancelPhase, pausePhase, resumePhase } from './plan/phase.decide.ts';
import { capPlan, prioritiseTasks } from './plan/plan.adjust.ts';
import { archivePlan } from './plan/plan.archive.ts';
import { cancelPlan, pausePlan, resumePlan } from './plan/plan.decide.ts';
import { cancelRole, pauseRole, resumeRole } from './plan/role.decide.ts';
import { activatePlan, discardDraft, draftPlan, draftTasks } from './plan/plan.draft.ts';
import { editPlan } from './plan/plan.edit.ts';
import { submitPlan } from './plan/plan.submit.ts';
import type { Decision } from './refuse.ts';
import { registerRepo } from './repo/repo.decide.ts';
import { drainRunner, registerRunner } from './runner/runner.decide.ts';
import { cancelTask, editTask, holdTask, releaseTask, wakeTask } from './task/task.decide.ts';
import { reassignTask } from './task/task.reassign.ts';
import { retryTask } from './task/task.retry.ts';
import { skipTask } from './task/task.skip.ts';
import {
  acceptDecomposition,
  decomposeTask,
  proposeDecomposition,
  rejectDecomposition,
} from './task/task.decompose.ts';
import { acceptSplit, proposeSplit, rejectSplit } from './task/task.split.ts';

type Decider<C extends Command = Command> = (command: Stamped<C>, state: OrgState) => Decision;

const deciderOf: { readonly [T in CommandType]: Decider<Extract<Command, { type: T }>> } = {
  CreateOrg: createOrgOnce,
  StopOrg: stopOrg,
  StartOrg: startOrg,
  CapOrg: capOrg,
  DelegateReviews: delegateReviews,
  RevokeReviews: revokeReviews,
  RegisterRepo: registerRepo,
  RegisterRunner: registerRunner,
  DrainRunner: drainRunner,
  SubmitPlan: submitPlan,
  DraftPlan: draftPlan,
  DraftTasks: draftTasks,
  ActivatePlan: activatePlan,
  DiscardDraft: discardDraft,
  EditPlan: editPlan,
  ArchivePlan: archivePlan,
  PausePlan: pausePlan,
  ResumePlan: resumePlan,
  CancelPlan: cancelPlan,
  PausePhase: pausePhase,
  ResumePhase: resumePhase,
  CancelPhase: cancelPhase,
  PauseRole: pauseRole,
  ResumeRole: resumeRole,
  CancelRole: cancelRole,
  CapPlan: capPlan,
  PrioritiseTasks: prioritiseTasks,
  EditTask: editTask,
  HoldTask: holdTask,
  ReleaseTask: releaseTask,
  CancelTask: cancelTask,
  RetryTask: retryTask,
  DecomposeTask: decomposeTask,
  AcceptDecomposition: acceptDecomposition,
  RejectDecomposition: rejectDecomposition,
  ProposeDecomposition: proposeDecomposition,
  AcceptSplit: acceptSplit,
  RejectSplit: rejectSplit,
  WakeTask: wakeTask,
  SkipTask: skipTask,
  ReassignTask: reassignTask,
  ClaimTasks: claimTasks,
  StartAttempt: startAttempt,
  StartGates: startGates,
  ReportGate: reportGate,
  FeedBackAttempt: feedBackAttempt,
  OpenChange: openChange,
  CompleteAttempt: completeAttempt,
  FailAttempt: failAttempt,
  ProposeSplit: proposeSplit,
  ExpireClaim: expireClaim,
  ReportSalvage: reportSalvage,
  ReviewChange: reviewChange,
  ExpireReview: expireReview,
  ClaimLanding: claimLanding,
  PrepareLanding: prepareLanding,
  RecordLanding: recordLanding,
  VoidLanding: voidLanding,
  FailLanding: failLanding,
  ExpireLanding: expireLanding,
  ReleaseAccount: releaseAccount,
  WakeAccount: wakeAccount,
};

/**
 * Which events a command causes, given what has happened; none where it is so already. Reads the clock and the facts from
 * the command's stamp and changes nothing that can be seen. Errors: a `Refusal`, with proof.
 */
export function decide(command: Stamped, state: OrgState): Decision {
  const decider = deciderOf[command.type] as Decider; // the table's key is the command's own type
  return decider(command, state);
}
