export { atLeast, natsBinaries, natsBinaryFrom, type NatsBinary } from './nats.binary.ts';
export { startTestServer, type TestServer, type TestServerOptions } from './nats.server.ts';
export { chromiumPath, describeWith, type Capability } from './requires.ts';
export { appendRaw, type RawAppend } from './raw.append.ts';
export { nearly, wrong, type Known } from './near.ts';
export { codeIn, faultsIn, seed, sendRaw, type RawAnswer, type RawRequest } from './raw.http.ts';
export { momentOf, recordedFrom } from './recorded.ts';
export {
  phaseOpened,
  phasePaused,
  planAdded,
  planCancelled,
  planFinished,
  planPaused,
  planReopened,
  planResumed,
} from '../plan/plan.examples.ts';
export {
  splitProposed,
  splitRejected,
  taskAdded,
  taskDone,
  taskEdited,
  taskFailed,
  taskHeld,
  taskNeedsChanged,
  taskReleased,
  taskRetried,
  taskSpec,
  taskSplit,
  tasksBecameBlocked,
  tasksBecameReady,
  tasksCancelled,
} from '../task/task.examples.ts';
export {
  attemptCancelled,
  attemptCompleted,
  attemptFailed,
  attemptFedBack,
  attemptStarted,
  attemptsStopped,
  claimExpired,
  gateReported,
  gateResult,
  gatesStarted,
  taskClaimed,
  workSaved,
} from '../attempt/attempt.examples.ts';
export {
  approvalsVoided,
  changeLanded,
  changeOpened,
  changeQueued,
  changeReviewed,
  changeSentBack,
  landingClaimed,
  landingFailed,
  landingPrepared,
  landingVoided,
  reviewRequested,
} from '../change/change.examples.ts';
export { runnerDraining, runnerRegistered } from '../runner/runner.examples.ts';
export { orgCreated, orgStarted, orgStopped } from '../org/org.examples.ts';
export { repoRegistered } from '../repo/repo.examples.ts';
export { specification } from './specification.ts';
export {
  acceptSplit,
  cancelPlan,
  cancelTask,
  claimLanding,
  claimTasks,
  completeAttempt,
  editTask,
  expireClaim,
  expireLanding,
  failAttempt,
  failLanding,
  feedBackAttempt,
  holdTask,
  openChange,
  pausePhase,
  pausePlan,
  prepareLanding,
  proposeSplit,
  recordLanding,
  rejectSplit,
  releaseTask,
  reportGate,
  reportSalvage,
  resumePhase,
  resumePlan,
  retryTask,
  reviewChange,
  startAttempt,
  startGates,
  startOrg,
  stopOrg,
  voidLanding,
  wakeTask,
} from './commands.ts';
