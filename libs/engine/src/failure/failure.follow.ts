import {
  counted,
  after,
  type AttemptFailed,
  type Event,
  type FailAttempt,
  type Instant,
  type Stamped,
  type TaskHeld,
} from '@headrace/events';
import { holdAccount, shortageOf, waitForAccount } from '../account/account.quota.ts';
import type { AtWork } from '../attempt/attempt.lookup.ts';
import type { OrgState } from '../org/org.state.ts';
import { backToWork, consequences } from '../plan/plan.ready.ts';
import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from '../task/task.state.ts';
import { partsInstead } from './failure.context.ts';
import { backoffMs, isCounted, LOOP_LENGTH, policyFor, quotaReturns, type Policy } from './failure.policy.ts';

/** A failure, and all that what follows depends on. */
type Failure = {
  readonly state: OrgState;
  readonly work: AtWork;
  readonly command: Stamped<FailAttempt>;
  readonly policy: Policy;
  /** The wait of its policy, should it have to wait. */
  readonly waitMs: number;
};

/** What becomes of the task: it fails, or goes back to work, maybe after a time or when a person says so. */
export function afterFailure(state: OrgState, work: AtWork, command: Stamped<FailAttempt>): readonly Event[] {
  const { plan, task } = work;
  const { class: failure, facts } = command;
  const policy = policyFor(plan, task, failure);
  const waitMs = backoffMs(policy, task.failed[failure] ?? 0, facts?.random);
  const failed = { state, work, command, policy, waitMs };
  const parts = policy.then === 'stop' ? [] : partsInstead(work, command);
  if (parts.length > 0) return parts;
  const end = endReason(failed);
  return [
    ...(end ? taskFailed(plan, task, end) : backToWork(plan, task)),
    ...(failure === 'quota' ? holdAccount(state, shortage(failed)) : []),
    ...(end ? [] : holdAfter(failed)),
  ];
}

/** Why there is no next attempt; null: there is one. */
function endReason({ work: { task }, command, policy }: Failure): string | null {
  const { class: failure, message } = command;
  const count = task.failures + 1;
  const ofClass = (task.failed[failure] ?? 0) + 1;
  if (policy.then === 'stop') return `The plan ends it with a failure (${failure}): ${message}`;
  if (isCounted(policy) && count >= task.maxAttempts) return noneLeft(task, `${failure}: ${message}`);
  if (policy.attempts !== null && ofClass >= policy.attempts)
    return `${ofClass} of ${counted(policy.attempts, 'attempt')} failed (${failure}), the last one: ${message}`;
  return null;
}

/** No attempt is left. */
export const noneLeft = ({ maxAttempts }: TaskState, because: string): string =>
  `${maxAttempts} of ${counted(maxAttempts, 'attempt')} failed, the last one: ${because}`;

export function taskFailed(plan: PlanState, task: TaskState, reason: string): readonly Event[] {
  const { planId, taskId } = task;
  return [
    { type: 'TaskFailed', planId, taskId, reason: reason.slice(0, 1000) },
    ...consequences(plan, { ended: [{ task, as: 'failed' }] }),
  ];
}

const shortage = ({ state, work, command, waitMs }: Failure) =>
  shortageOf(state, work.attempt, command, waitMs);

function holdAfter(failed: Failure): readonly Event[] {
  const { state, work, command, policy, waitMs } = failed;
  const { task } = work;
  const { class: failure, fingerprint, quotaUntil, message, at } = command;
  const times = task.streak?.fingerprint === fingerprint ? task.streak.times + 1 : 1;
  if (isCounted(policy) && times >= LOOP_LENGTH)
    return [held(failed, 'loop', `It failed ${times} times in the same way: ${message}`, null)];
  switch (policy.then) {
    case 'retry':
      return waitMs === 0 ? [] : [held(failed, 'retry', failure, after(at, waitMs))];
    case 'wait':
      return failure === 'quota'
        ? waitForAccount(state, task, shortage(failed))
        : [held(failed, 'retry', failure, quotaReturns(at, quotaUntil, waitMs))];
    case 'ask':
      return [
        held(failed, askReasons[failure] ?? 'ask', `${askNotes[failure] ?? failure}: ${message}`, null),
      ];
    default:
      return [];
  }
}

const askReasons: Partial<Record<AttemptFailed['class'], TaskHeld['reason']>> = {
  auth: 'auth',
  refused: 'refused',
};
const askNotes: Partial<Record<AttemptFailed['class'], string>> = {
  auth: 'The agent is not signed in',
  refused: 'The agent refused the task',
};

function held(
  { work: { task }, command }: Failure,
  reason: TaskHeld['reason'],
  note: string,
  until: Instant | null,
): TaskHeld {
  const { planId, taskId } = task;
  return {
    type: 'TaskHeld',
    ...{ planId, taskId, reason, until, failure: command.class },
    note: note.slice(0, 1000),
  };
}
