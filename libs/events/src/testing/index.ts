export { atLeast, natsBinaries, natsBinaryFrom, type NatsBinary } from './nats.binary.ts';
export { startTestServer, type TestServer, type TestServerOptions } from './nats.server.ts';
export { startTestCluster, type TestCluster } from './nats.cluster.ts';
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
  planCapped,
  planFinished,
  planPaused,
  planReopened,
  planResumed,
  rolePaused,
  roleResumed,
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
  taskReassigned,
  taskReleased,
  taskRetried,
  taskSkipped,
  taskSpec,
  taskSplit,
  tasksBecameBlocked,
  tasksBecameReady,
  tasksCancelled,
  tasksPrioritised,
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
export { accountHeld, accountReleased } from '../account/account.examples.ts';
export { runnerDraining, runnerRegistered } from '../runner/runner.examples.ts';
export { orgCapped, orgCreated, orgStarted, orgStopped } from '../org/org.examples.ts';
export { repoRegistered } from '../repo/repo.examples.ts';
export { specification } from './specification.ts';
export {
  acceptSplit,
  cancelPhase,
  cancelPlan,
  cancelRole,
  cancelTask,
  capOrg,
  capPlan,
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
  pauseRole,
  prepareLanding,
  prioritiseTasks,
  proposeSplit,
  reassignTask,
  recordLanding,
  rejectSplit,
  releaseAccount,
  releaseTask,
  reportGate,
  reportSalvage,
  resumePhase,
  resumePlan,
  resumeRole,
  retryTask,
  reviewChange,
  skipTask,
  startAttempt,
  startGates,
  startOrg,
  stopOrg,
  voidLanding,
  wakeAccount,
  wakeTask,
} from './commands.ts';
