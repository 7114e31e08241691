import type {
  Actor,
  Digest,
  FailurePolicies,
  FollowUp,
  GateId,
  Instant,
  PhaseId,
  PlanFinished,
  PlanId,
  ProposalPolicy,
  Ref,
  RepoId,
  Role,
  RoleId,
  TaskDefaults,
  TaskId,
} from '@headrace/events';
import type { Cap } from '../offer/cap.ts';
import type { TaskState } from '../task/task.state.ts';
import type { GateState } from './gate.state.ts';

export type PhaseState = {
  readonly phaseId: PhaseId;
  opensWhen: readonly PhaseId[] | null;
  readonly tasks: TaskState[];
  isOpen: boolean;
  /** Its condition has yet to be met, and nobody opened or paused it by hand. */
  isWaiting: boolean;
  /** Why it was paused by hand; empty where nobody said. */
  reason: string;
  /** Where it was opened or paused; the plan's start at first. */
  ref: Ref;
  /** The event that carries its definition. */
  defined: Ref;
  /** Its tasks that are neither done nor cancelled. The phase is complete when there is none. */
  unfinished: number;
};

/** A plan that is being sent in parts. */
export type DraftState = {
  readonly plan: PlanState;
  readonly digest: Digest;
  /** How many tasks there will be. */
  readonly tasks: number;
  /** `needs` and `after`s so far. */
  needs: number;
  /** Of its last part: when nothing more comes, it is discarded. */
  lastAt: Instant;
};

/** `ending`: cancelled, while a push that may have reached the branch is being resolved. */
export type PlanStatus = 'running' | 'paused' | 'ending' | 'finished';

/** What changed a plan's definition, in words, for whoever made a patch for an older revision. */
export type Revision = { readonly revision: number; readonly text: string; readonly ref: Ref };

/** What many tasks have in common, once. */
export type Shared = {
  readonly words: Map<string, string>;
  readonly lists: Map<string, readonly string[]>;
  readonly policies: Map<string, FailurePolicies>;
};

export type PlanState = {
  readonly planId: PlanId;
  title: string;
  readonly repoId: RepoId;
  readonly target: string;
  readonly added: Ref;
  /** Who submitted it: of a draft whoever began it and whoever made it real. */
  submittedBy: readonly Actor[];
  /** The event that carries its description. */
  described: Ref;
  /** Counts what changes its definition, from 1. */
  revision: number;
  /** The latest ones. */
  revisions: readonly Revision[];
  roles: Readonly<Record<RoleId, Role>>;
  /** Where an edit said what a role is; the rest stands where the plan was added. */
  readonly rolesSet: Map<RoleId, Ref>;
  readonly gates: Map<GateId, GateState>;
  defaults: TaskDefaults;
  followUps: readonly FollowUp[];
  /** Who decides about what attempts propose. */
  proposals: ProposalPolicy;
  readonly phases: Map<PhaseId, PhaseState>;
  readonly tasks: Map<TaskId, TaskState>;
  /** By ordinal. */
  readonly members: TaskState[];
  /** The tasks that need a task, and those that come after it. */
  readonly needing: Map<TaskId, TaskState[]>;
  readonly following: Map<TaskId, TaskState[]>;
  readonly shared: Shared;
  status: PlanStatus;
  /** Why it was paused; empty where nobody said. */
  reason: string;
  outcome: PlanFinished['outcome'] | null;
  /** Where it got its status, and when. */
  ref: Ref;
  since: Instant;
  /** Tasks that are not over, done and failed. */
  unfinished: number;
  done: number;
  failed: number;
  /** Attempts at work, by role: what `maxParallel` limits. */
  readonly atWork: Map<RoleId, number>;
  /** The same of all roles: what the plan's own cap limits. */
  working: number;
  cap: Cap;
  /** Roles whose tasks are not offered. */
  readonly pausedRoles: Map<RoleId, { readonly reason: string; readonly ref: Ref }>;
  /** False while tasks are being added for the first time; their paths are then computed all at once. */
  hasPaths: boolean;
};
