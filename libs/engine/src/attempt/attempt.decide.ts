import {
  counted,
  after,
  later,
  ok,
  type ExpireClaim,
  type Facts,
  type FeedBackAttempt,
  type GateId,
  type Instant,
  type ReportGate,
  type Stamped,
  type StartAttempt,
  type StartGates,
} from '@headrace/events';
import { backToWork } from '../plan/plan.ready.ts';
import type { OrgState } from '../org/org.state.ts';
import type { Decision } from '../refuse.ts';
import { refuseFor } from '../task/task.allowed.ts';
import { nameOf } from '../task/task.decide.ts';
import { outOfStep, withAttempt, type AtWork } from './attempt.lookup.ts';

/** What names an attempt in its events. */
export const named = ({ attempt: { planId, taskId, attemptId } }: AtWork) => ({ planId, taskId, attemptId });

export function startAttempt(command: Stamped<StartAttempt>, state: OrgState): Decision {
  return withAttempt(command, state, (work) => {
    const { base, branch, agentVersion } = command;
    const { attempt } = work;
    if (attempt.step !== 'claimed')
      return attempt.base === base && attempt.branch === branch
        ? ok([])
        : outOfStep(work, 'it was started on another base.', attempt.base ?? '');
    return ok([{ type: 'AttemptStarted', ...named(work), base, branch, agentVersion }]);
  });
}

export function startGates(command: Stamped<StartGates>, state: OrgState): Decision {
  return withAttempt(command, state, (work) => {
    const { round } = command;
    const { attempt } = work;
    if (attempt.step === 'verifying' && attempt.round === round) return ok([]);
    if (attempt.step !== 'running') return outOfStep(work, `round ${attempt.round} of its gates runs.`);
    if (round !== attempt.round + 1)
      return outOfStep(work, 'rounds are counted one by one.', `round ${attempt.round + 1}`);
    return ok([{ type: 'GatesStarted', ...named(work), round, gates: [...attempt.gates.keys()] }]);
  });
}

/** A verdict holds for the gate as the attempt was given it, and for nothing else. */
export function reportGate(command: Stamped<ReportGate>, state: OrgState): Decision {
  return withAttempt(command, state, (work) => {
    const { round, result } = command;
    const { attempt, task } = work;
    if (attempt.step !== 'verifying' || round !== attempt.round)
      return outOfStep(work, `round ${round} of its gates does not run.`, `round ${attempt.round}`);
    if (!attempt.gates.has(result.gate)) return unknownGates(work, [result.gate], 'result.gate');
    const definition = attempt.gates.get(result.gate)?.definition;
    if (definition !== result.definition)
      return refuseFor(task, 'VALUE_INVALID', `Gate ${result.gate} is defined otherwise.`, {
        path: 'result.definition',
        ...(definition === undefined ? {} : { expected: definition }),
      });
    return ok([{ type: 'GateReported', ...named(work), round, result }]);
  });
}

export function feedBackAttempt(command: Stamped<FeedBackAttempt>, state: OrgState): Decision {
  return withAttempt(command, state, (work) => {
    const { round, gates, proposal } = command;
    const { attempt, task } = work;
    if (attempt.step !== 'verifying' || round !== attempt.round)
      return outOfStep(work, `round ${round} of its gates does not run.`, `round ${attempt.round}`);
    if (gates.length === 0 && proposal === undefined) return unknownGates(work, [], 'gates');
    const unknown = gates.filter((gate) => !attempt.gates.has(gate));
    if (unknown.length > 0) return unknownGates(work, unknown, 'gates');
    if (round > task.feedbackRounds)
      return refuseFor(
        task,
        'ATTEMPT_OUT_OF_STEP',
        `${nameOf(task)} gives its agent ${counted(task.feedbackRounds, 'round')} of feedback.`,
        {
          path: 'round',
          expected: `at most ${task.feedbackRounds}`,
        },
      );
    const what = proposal === undefined ? {} : { proposal };
    return ok([{ type: 'AttemptFedBack', ...named(work), round, gates, ...what }]);
  });
}

const unknownGates = ({ task, attempt }: AtWork, gates: readonly GateId[], path: string): Decision =>
  refuseFor(task, 'GATE_UNKNOWN', unknownWords(task, gates), {
    path,
    expected: [...attempt.gates.keys()].join(', ') || 'no gates',
  });

const unknownWords = (task: AtWork['task'], gates: readonly GateId[]): string =>
  gates.length === 0 ? 'No gate is named.' : `${nameOf(task)} has no gate ${gates.join(', ')}.`;

/** A lost lease costs nothing: the task is offered again, and what it held stays with it. */
export function expireClaim(command: Stamped<ExpireClaim>, state: OrgState): Decision {
  return withAttempt(command, state, (work) => {
    const { attempt, task, plan } = work;
    const ends = leaseEnd(attempt, command.facts);
    if (command.at < ends)
      return refuseFor(task, 'LEASE_ALIVE', `The lease of ${attempt.attemptId} ends at ${ends}.`, {
        expected: ends,
      });
    const lastHeartbeatAt = command.facts?.lastHeartbeatAt ?? attempt.since;
    const { fence } = attempt;
    return ok([{ type: 'ClaimExpired', ...named(work), fence, lastHeartbeatAt }, ...backToWork(plan, task)]);
  });
}

/** Its clock runs only while heartbeats can arrive, and from the claim on. */
export const leaseEnd = (
  claim: { readonly since: Instant; readonly leaseMs: number },
  facts: Facts | undefined,
): Instant =>
  after(
    later(later(claim.since, facts?.lastHeartbeatAt ?? claim.since), facts?.servingSince ?? claim.since),
    claim.leaseMs,
  );
