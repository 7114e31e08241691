import {
  changeIdOf,
  ok,
  type CompleteAttempt,
  type Event,
  type FailAttempt,
  type GateId,
  type OpenChange,
  type Stamped,
} from '@headrace/events';
import { reviewRequested } from '../change/review.terms.ts';
import { afterFailure } from '../failure/failure.follow.ts';
import { consequences } from '../plan/plan.ready.ts';
import type { OrgState } from '../org/org.state.ts';
import { type Decision } from '../refuse.ts';
import { refuseFor } from '../task/task.allowed.ts';
import { nameOf } from '../task/task.decide.ts';
import { named } from './attempt.decide.ts';
import { gatesMissing } from './attempt.gates.ts';
import { outOfStep, withAttempt, type AtWork } from './attempt.lookup.ts';

/** Success is a change that passed its gates, on exactly these objects. */
export function openChange(command: Stamped<OpenChange>, state: OrgState): Decision {
  return withAttempt(command, state, (work) => {
    const { task, attempt, plan } = work;
    if (task.change === 'none')
      return refuseFor(task, 'CHANGE_NOT_EXPECTED', `${nameOf(task)} makes no change.`);
    if (attempt.step === 'claimed') return outOfStep(work, 'it has not begun.');
    const { branch, base, head, tree, patchId, files, lines, diff } = command;
    const missing = gatesMissing(work, { base, head, tree });
    if (missing.length > 0) return gatesNotPassed(work, missing);
    const change = { planId: task.planId, taskId: task.taskId, changeId: changeIdOf(attempt.attemptId) };
    const next: Event =
      task.approvals > 0
        ? reviewRequested(task, change, task.approvals, command.at)
        : { type: 'ChangeQueued', ...change, target: plan.target };
    return ok([
      { type: 'ChangeOpened', ...change, branch, base, head, tree, patchId, files, lines, diff },
      next,
    ]);
  });
}

export function completeAttempt(command: Stamped<CompleteAttempt>, state: OrgState): Decision {
  return withAttempt(command, state, (work) => {
    const { task, attempt, plan } = work;
    const { planId, taskId } = task;
    if (task.change === 'required')
      return refuseFor(task, 'CHANGE_MISSING', `${nameOf(task)} has to make a change.`);
    if (attempt.step === 'claimed') return outOfStep(work, 'it has not begun.');
    const missing = gatesMissing(work, {});
    if (missing.length > 0) return gatesNotPassed(work, missing);
    return ok([
      { type: 'AttemptCompleted', ...named(work) },
      { type: 'TaskDone', planId, taskId },
      ...consequences(plan, { ended: [{ task, as: 'done' }] }),
    ]);
  });
}

const gatesNotPassed = ({ task, attempt }: AtWork, missing: readonly GateId[]): Decision =>
  refuseFor(
    task,
    'GATES_NOT_PASSED',
    `Not passed on these objects in round ${attempt.round}: ${missing.join(', ')}.`,
    {
      expected: missing.join(', '),
      proof: [...missing.map((gate) => attempt.verdicts.get(gate)?.ref)],
    },
  );

export function failAttempt(command: Stamped<FailAttempt>, state: OrgState): Decision {
  return withAttempt(command, state, (work) => {
    const { class: failure, message, fingerprint, feedback, salvage, quotaUntil } = command;
    return ok([
      {
        type: 'AttemptFailed',
        ...named(work),
        class: failure,
        message,
        fingerprint,
        feedback,
        salvage,
        quotaUntil,
      },
      ...afterFailure(state, work, command),
    ]);
  });
}
