import type {
  Actor,
  ChangeId,
  GateId,
  Instant,
  PlanId,
  Ref,
  RepoId,
  ReviewTerms,
  RunnerId,
  Sha,
  TaskId,
} from '@headrace/events';
import type { Verdict } from '../attempt/attempt.state.ts';

export type LandingClaim = {
  readonly fence: number;
  readonly runnerId: RunnerId;
  readonly leaseMs: number;
  readonly since: Instant;
  readonly ref: Ref;
};

/** May have been pushed already: whoever claims next looks at the branch. */
export type PreparedLanding = {
  readonly base: Sha;
  readonly head: Sha;
  readonly tree: Sha;
  readonly result: Sha;
  readonly ref: Ref;
};

export type ChangeState = {
  readonly changeId: ChangeId;
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly repoId: RepoId;
  readonly target: string;
  readonly branch: string;
  readonly base: Sha;
  readonly head: Sha;
  readonly tree: Sha;
  readonly lines: number;
  /** The patch that the attempt's own verdicts and reviews by agents are about. */
  readonly provenPatchId: Sha;
  /** The patch that approvals are for. */
  patchId: Sha;
  readonly verdicts: ReadonlyMap<GateId, Verdict>;
  readonly opened: Ref;
  status: 'reviewing' | 'queued' | 'landed' | 'sent-back';
  /** Where it got its status. */
  ref: Ref;
  /** Approvals that it needs, and who gave theirs. */
  approvals: number;
  /** Who may approve and until when; null: every person and policy, whenever. */
  terms: ReviewTerms | null;
  /** Where that was said last. */
  asked: Ref;
  readonly approvers: Map<Actor, Ref>;
  /** Whose approvals those are: the approvers' own, or of those who asked them to. */
  readonly voices: Set<Actor>;
  queuedAt: Instant | null;
  /** Landing claims so far. */
  fence: number;
  landing: LandingClaim | null;
  prepared: PreparedLanding | null;
  /** What stood in the way of its last landing, when that was neither the change nor the branch. */
  obstructed: { readonly note: string; readonly ref: Ref } | null;
  result: Sha | null;
};

export const statusOf = ({ landing, status }: ChangeState): ChangeState['status'] | 'landing' =>
  landing ? 'landing' : status;

/** The events that put a change where it is. */
export const proofOf = ({ ref, landing }: ChangeState): readonly Ref[] => [
  ref,
  ...(landing ? [landing.ref] : []),
];

/** What may have been pushed already is reviewed no more. */
export const isReviewable = ({ status, prepared }: ChangeState): boolean =>
  status === 'reviewing' || (status === 'queued' && prepared === null);

/** Changes wait in the order in which they were queued; the first may be claimed. */
export type LandingQueue = {
  readonly repoId: RepoId;
  readonly target: string;
  readonly changes: Set<ChangeState>;
};
