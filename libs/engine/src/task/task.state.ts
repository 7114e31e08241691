import type {
  Actor,
  AgentName,
  AccountId,
  ChangeId,
  DecompositionProposed,
  FailureClass,
  FailurePolicies,
  GateId,
  Instant,
  PhaseId,
  PlanId,
  Priority,
  Ref,
  ReviewRule,
  RoleId,
  RunnerId,
  SplitPart,
  SplitProposed,
  TaskHeld,
  TaskId,
  TaskOrigin,
} from '@headrace/events';
import type { AttemptState, EndedAttempt, Kept } from '../attempt/attempt.state.ts';

/** Where a task stands in its life. Only a task at work has an attempt, only one under review or merging a change. */
export type TaskLife =
  | { readonly status: 'blocked' }
  | { readonly status: 'ready' }
  | { readonly status: 'working'; readonly attempt: AttemptState }
  | { readonly status: 'reviewing' | 'merging'; readonly changeId: ChangeId }
  | { readonly status: 'done' | 'failed' | 'cancelled' | 'divided'; readonly ref: Ref };

export type TaskStatus = Exclude<TaskLife['status'], 'working'> | AttemptState['step'];

export type Hold = {
  readonly reason: TaskHeld['reason'];
  readonly note: string;
  readonly until: Instant | null;
  /** Whose quota it waits for. */
  readonly account: AccountId | null;
  readonly ref: Ref;
};

/** Of what a failure said, for `why`; the log has all of it. */
export const FAILURE_CHARS = 300;

/** A task as decisions remember it. Its text is not kept: `added` and `edited` say where it stands. */
export type TaskState = {
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly ordinal: number;
  readonly origin: TaskOrigin;
  /** The `TaskAdded` that carries the whole spec; later patches are at `edited`, oldest first. */
  readonly added: Ref;
  edited: readonly Ref[];
  /** What said last which role, agent and labels it demands. */
  demanded: Ref;
  title: string;
  phaseId: PhaseId | null;
  role: RoleId;
  agent: AgentName;
  priority: Priority;
  needs: readonly TaskId[];
  after: readonly TaskId[];
  scope: readonly string[];
  worktree: string | null;
  labels: readonly string[];
  /** Runners that do not get it. */
  away: readonly RunnerId[];
  change: 'required' | 'none';
  run: string | null;
  gates: readonly GateId[];
  approvals: number;
  /** Who may give them and until when; null: every person and policy, whenever. */
  review: ReviewRule | null;
  /** Who edited it. */
  editors: readonly Actor[];
  feedbackRounds: number;
  maxAttempts: number;
  timeoutSeconds: number;
  estimateMinutes: number | null;
  startAt: Instant | null;
  /** The parts that the plan names, should it be too large. */
  parts: readonly SplitPart[] | null;
  /** What it says itself of its failures; the plan's defaults hold for the rest. */
  policies: FailurePolicies | null;
  life: TaskLife;
  held: Hold | null;
  /** It was over once: what comes after it need not wait when it is tried again. */
  hasBeenOver: boolean;
  /** Needs that are not done plus `after`s that were never over. */
  unmet: number;
  /** Minutes of the longest chain of needs that starts here. */
  path: number;
  /** Since when it could have been claimed, attempts since then included; null while blocked. */
  readySince: Instant | null;
  /** Where it got its status, and when. */
  moved: Ref;
  since: Instant;
  /** Claims so far. */
  fence: number;
  /** Failures that count against `maxAttempts`, since the last retry by a person. */
  failures: number;
  /** All failures since then, by class. */
  failed: Readonly<Partial<Record<FailureClass, number>>>;
  /** The last failure's fingerprint and how often it came in a row. */
  streak: { readonly fingerprint: string; readonly times: number } | null;
  /** What it or an attempt of it failed with the last time, at most `FAILURE_CHARS`; null while nothing has failed. */
  lastFailure: string | null;
  /** What the next attempt is told: failures, changes sent back, rejected splits, oldest first. */
  feedback: readonly Ref[];
  ended: readonly EndedAttempt[];
  /** The work of an earlier attempt that is on the forge; null: none is, or it was never said. */
  kept: Kept | null;
  /** Where its next attempt begins; null: anew. */
  resume: 'agent' | 'gates' | null;
  /** The change that its last attempt opened. */
  changeId: ChangeId | null;
  proposal: { readonly event: SplitProposed | DecompositionProposed; readonly ref: Ref } | null;
  /** The parts or children that it was divided into. */
  splitInto: readonly TaskId[] | null;
  /** Where an edit took it out of its plan. */
  removed: Ref | null;
};

export const isUntouched = ({ life }: TaskState): boolean =>
  life.status === 'blocked' || life.status === 'ready';

export const isRetriable = ({ life, removed }: TaskState): boolean =>
  (life.status === 'failed' || life.status === 'cancelled') && !removed;

export const isOver = ({ life }: TaskState): boolean => 'ref' in life;

/** It is over, and nobody has to mend anything for it. */
export const isSettled = (task: TaskState): boolean => isOver(task) && task.life.status !== 'failed';

/** How a task was divided, by where those come from that took its place. */
export const dividedWord = (
  { tasks }: { readonly tasks: ReadonlyMap<TaskId, TaskState> },
  [first]: readonly TaskId[],
): 'split' | 'divided' =>
  first !== undefined && tasks.get(first)?.origin.kind === 'split' ? 'split' : 'divided';

/** The status as people see it. */
export const statusOf = ({ life }: TaskState): TaskStatus =>
  life.status === 'working' ? life.attempt.step : life.status;

export const attemptAt = ({ life }: TaskState): AttemptState | null =>
  life.status === 'working' ? life.attempt : null;
