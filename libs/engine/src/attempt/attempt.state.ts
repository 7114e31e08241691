import type {
  AccountId,
  AgentName,
  AttemptId,
  CommandId,
  GateId,
  GateResult,
  Instant,
  PlanId,
  Ref,
  RoleId,
  RunnerId,
  Sha,
  TaskId,
} from '@headrace/events';
import type { GateState } from '../plan/gate.state.ts';

/** Work of an attempt, where it lies on the forge. */
export type Kept = { readonly ref: string; readonly sha: Sha };

/** What decides whether a gate's verdict still holds. */
export type Verdict = Pick<GateResult, 'verdict' | 'base' | 'head' | 'tree' | 'definition'> & {
  readonly ref: Ref;
};

/** An attempt at work. What has ended is an `EndedAttempt` of its task. */
export type AttemptState = {
  readonly attemptId: AttemptId;
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly fence: number;
  readonly runnerId: RunnerId;
  readonly role: RoleId;
  readonly agent: AgentName;
  /** Whose quota it uses. */
  readonly account: AccountId;
  readonly leaseMs: number;
  readonly since: Instant;
  readonly claimed: Ref;
  /** It goes on with work that was kept: the agent does, or only the gates run on it. */
  readonly resume: (Kept & { readonly from: 'agent' | 'gates' }) | null;
  /** The gates as they were defined when it began: an edit of the plan is for later attempts, and for landings. */
  readonly gates: ReadonlyMap<GateId, GateState>;
  step: 'claimed' | 'running' | 'verifying';
  /** From the start of the attempt on. */
  base: Sha | null;
  branch: string | null;
  /** Rounds of gates begun. */
  round: number;
  /** Of the latest round. */
  verdicts: Map<GateId, Verdict>;
};

export type AttemptEnd = 'opened' | 'completed' | 'failed' | 'expired' | 'split' | 'cancelled';

/** Remembered for ever: the command that ended an attempt may be repeated at any time, and proves its end. */
export type EndedAttempt = {
  readonly fence: number;
  readonly end: AttemptEnd;
  readonly ref: Ref;
  readonly by: CommandId | null;
  /** Where its runner said what was kept; only of one that was ended from outside. */
  readonly saved: Ref | null;
  /** How long the agent has to end by itself; null: as long as its runner gives. */
  readonly graceMs: number | null;
};
