import type { Event, EventType, Recorded } from '@headrace/events';
import { evolveAccount } from './account/account.evolve.ts';
import { evolveAttempt, evolveSaved, evolveStop } from './attempt/attempt.evolve.ts';
import { evolveChange } from './change/change.evolve.ts';
import { evolveOrg } from './org/org.evolve.ts';
import type { OrgState } from './org/org.state.ts';
import { evolvePlan } from './plan/plan.evolve.ts';
import { evolveRepo } from './repo/repo.evolve.ts';
import { evolveRunner } from './runner/runner.evolve.ts';
import { evolveTask } from './task/task.evolve.ts';

type Fold<E extends Event = Event> = (state: OrgState, recorded: Recorded<E>) => void;

/** A new event is a compile error here until somebody says who folds it. */
const foldOf: { readonly [T in EventType]: Fold<Extract<Event, { type: T }>> } = {
  OrgCreated: evolveOrg,
  OrgStopped: evolveOrg,
  OrgStarted: evolveOrg,
  OrgCapped: evolveOrg,
  ReviewsDelegated: evolveOrg,
  ReviewsRevoked: evolveOrg,
  RepoRegistered: evolveRepo,
  RunnerRegistered: evolveRunner,
  RunnerDraining: evolveRunner,
  PlanAdded: evolvePlan,
  PlanDrafted: evolvePlan,
  PlanActivated: evolvePlan,
  PlanDiscarded: evolvePlan,
  PlanArchived: evolvePlan,
  PlanPaused: evolvePlan,
  PlanResumed: evolvePlan,
  PlanCancelled: evolvePlan,
  PlanFinished: evolvePlan,
  PlanReopened: evolvePlan,
  PhasePaused: evolvePlan,
  PhaseOpened: evolvePlan,
  PlanCapped: evolvePlan,
  RolePaused: evolvePlan,
  RoleResumed: evolvePlan,
  PlanEdited: evolvePlan,
  TaskAdded: evolveTask,
  TasksBecameReady: evolveTask,
  TasksBecameBlocked: evolveTask,
  TaskNeedsChanged: evolveTask,
  TaskEdited: evolveTask,
  TaskHeld: evolveTask,
  TaskReleased: evolveTask,
  SplitProposed: evolveTask,
  TaskSplit: evolveTask,
  DecompositionProposed: evolveTask,
  DecompositionAccepted: evolveTask,
  DecompositionRejected: evolveTask,
  SplitRejected: evolveTask,
  TaskDone: evolveTask,
  TaskFailed: evolveTask,
  TaskRetried: evolveTask,
  TaskSkipped: evolveTask,
  TaskReassigned: evolveTask,
  TasksPrioritised: evolveTask,
  TasksCancelled: evolveTask,
  TasksChanged: evolveTask,
  TasksRemoved: evolveTask,
  TaskClaimed: evolveAttempt,
  AttemptStarted: evolveAttempt,
  GatesStarted: evolveAttempt,
  GateReported: evolveAttempt,
  AttemptFedBack: evolveAttempt,
  ClaimExpired: evolveAttempt,
  AttemptFailed: evolveAttempt,
  AttemptCancelled: evolveAttempt,
  AttemptsStopped: evolveStop,
  AttemptCompleted: evolveAttempt,
  WorkSaved: evolveSaved,
  ChangeOpened: evolveChange,
  ReviewRequested: evolveChange,
  ReviewExpired: evolveChange,
  ChangeReviewed: evolveChange,
  ApprovalsVoided: evolveChange,
  ChangeQueued: evolveChange,
  LandingClaimed: evolveChange,
  LandingPrepared: evolveChange,
  LandingFailed: evolveChange,
  ChangeLanded: evolveChange,
  LandingVoided: evolveChange,
  ChangeSentBack: evolveChange,
  AccountHeld: evolveAccount,
  AccountReleased: evolveAccount,
};

/** Folds one event into the state, in place. Never decides; throws only where the log cannot have been written by `decide`. */
export function evolve(state: OrgState, recorded: Recorded): void {
  const fold = foldOf[recorded.event.type] as Fold; // the table's key is the event's own type
  fold(state, recorded);
}
