import { counted } from '../counted.ts';
import type { Event, Recorded } from '../event.ts';
import type { FailureClass } from '../failure/failure.policy.ts';
import {
  attemptId,
  standardAccount,
  type AccountId,
  type AttemptId,
  type GateId,
  type PlanId,
  type RoleId,
  type RunnerId,
  type Sha,
  type TaskId,
} from '../ids.ts';
import type { Instant } from '../instant.ts';
import type { EvidenceRef } from '../evidence.ts';
import type { GateResult, Salvage } from './attempt.events.ts';

/** What became of a try; null while it is at work. */
export type AttemptOutcome = 'opened' | 'completed' | 'failed' | 'expired' | 'split' | 'cancelled';

export type AttemptView = {
  readonly attemptId: AttemptId;
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly fence: number;
  readonly runnerId: RunnerId;
  readonly role: RoleId;
  readonly agent: string;
  /** Whose quota it uses. */
  readonly account: AccountId;
  readonly agentVersion: string | null;
  readonly state: 'claimed' | 'running' | 'verifying' | 'ended';
  readonly outcome: AttemptOutcome | null;
  readonly base: Sha | null;
  readonly branch: string | null;
  /** Rounds of gates begun. */
  readonly round: number;
  readonly failureClass: FailureClass | null;
  readonly message: string | null;
  readonly salvage: Salvage | null;
  readonly claimedAt: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly position: number;
};

export function attemptsOf(event: Event): readonly AttemptId[] {
  if ('attemptId' in event) return event.attemptId === undefined ? [] : [event.attemptId];
  if (event.type === 'AttemptsStopped')
    return event.taskIds.map((taskId, i) => attemptId(event.planId, taskId, event.fences[i] ?? 0));
  if (event.type === 'ChangeOpened') return [event.changeId as string as AttemptId];
  return [];
}

export function viewAttempt(view: AttemptView | null, { event, at, ref }: Recorded): AttemptView {
  if (event.type === 'TaskClaimed') {
    const { attemptId, planId, taskId, fence, runnerId, role, agent } = event;
    return {
      ...{ attemptId, planId, taskId, fence, runnerId, role, agent },
      account: event.account ?? standardAccount(agent),
      agentVersion: null,
      state: 'claimed',
      outcome: null,
      base: null,
      branch: null,
      round: 0,
      failureClass: null,
      message: null,
      salvage: null,
      claimedAt: at,
      startedAt: null,
      endedAt: null,
      position: ref.position,
    };
  }
  if (!view) throw new Error(`${event.type} before TaskClaimed at #${ref.position}`);
  return { ...view, ...changeOf(event, at), position: ref.position };
}

function changeOf(event: Event, at: Instant): Partial<AttemptView> {
  const ended = (outcome: AttemptOutcome) => ({ state: 'ended', outcome, endedAt: at }) as const;
  switch (event.type) {
    case 'AttemptStarted':
      return {
        state: 'running',
        base: event.base,
        branch: event.branch,
        agentVersion: event.agentVersion,
        startedAt: at,
      };
    case 'GatesStarted':
      return { state: 'verifying', round: event.round };
    case 'AttemptFedBack':
      return { state: 'running' };
    case 'ClaimExpired':
      return ended('expired');
    case 'AttemptCancelled':
    case 'AttemptsStopped':
      return { ...ended('cancelled'), message: event.reason };
    case 'AttemptFailed':
      return {
        ...ended('failed'),
        failureClass: event.class,
        message: event.message,
        salvage: event.salvage,
      };
    case 'WorkSaved':
      return { salvage: event.salvage };
    case 'AttemptCompleted':
      return ended('completed');
    case 'ChangeOpened':
      return ended('opened');
    case 'DecompositionProposed':
      return { ...ended('split'), message: `${event.children.length} tasks proposed in its place` };
    case 'SplitProposed':
      if (event.because === 'context') return {}; // it has failed with that already
      return { ...ended('split'), message: `${counted(event.lines, 'line')}, limit ${event.limit}` };
    default:
      return {};
  }
}

/** The newest result of one gate in one attempt, or (`stage: 'landing'`) of its change's landing. */
export type GateView = GateResult & {
  readonly attemptId: AttemptId;
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly gate: GateId;
  readonly stage: 'attempt' | 'landing';
  readonly round: number;
  readonly evidence: EvidenceRef | null;
  readonly reportedAt: Instant;
  readonly position: number;
};

/** The gate results that an event states; their key is (attempt, stage, round, gate), and they never change. */
export function gatesOf({ event, at, ref }: Recorded): readonly GateView[] {
  const common = { reportedAt: at, position: ref.position };
  switch (event.type) {
    case 'GateReported': {
      const { attemptId, planId, taskId, round, result } = event;
      return [{ ...result, attemptId, planId, taskId, stage: 'attempt', round, ...common }];
    }
    case 'LandingPrepared':
    case 'LandingFailed': {
      const { changeId, planId, taskId, gates } = event;
      const attemptId = changeId as string as AttemptId;
      return gates.map((result) => ({
        ...result,
        attemptId,
        planId,
        taskId,
        stage: 'landing',
        round: event.fence,
        ...common,
      }));
    }
    default:
      return [];
  }
}
