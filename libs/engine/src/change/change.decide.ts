import {
  fail,
  ok,
  type Actor,
  type ChangeId,
  type Event,
  type ReviewChange,
  type Stamped,
  type Text,
} from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { backToWork, consequences } from '../plan/plan.ready.ts';
import { distinct, refuse, type Decision } from '../refuse.ts';
import { noneLeft, taskFailed } from '../failure/failure.follow.ts';
import { allowedWith } from '../task/task.allowed.ts';
import { isReviewable, proofOf, statusOf, type ChangeState } from './change.state.ts';
import type { OfChange } from './of.change.ts';
import { approvalBy } from './review.terms.ts';

export function withChange(
  changeId: ChangeId,
  state: OrgState,
  decideOn: (of: OfChange) => Decision,
): Decision {
  const change = state.changes.get(changeId);
  const plan = change && state.plans.get(change.planId);
  const task = change && plan?.tasks.get(change.taskId);
  if (!task || !plan)
    return refuse('CHANGE_NOT_FOUND', `There is no change ${changeId}.`, { path: 'changeId' });
  return explained(decideOn({ change, task, plan }), change, state);
}

/** A refusal about a change says where it stands, what put it there and what may be done with it. */
const explained = (decision: Decision, change: ChangeState, state: OrgState): Decision =>
  decision.ok
    ? decision
    : fail({
        ...decision.error,
        state: decision.error.state ?? statusOf(change),
        allowed: [...decision.error.allowed, ...allowedWith(change, state)],
        proof: distinct([...decision.error.proof, ...proofOf(change)]),
      });

export const named = ({ changeId, planId, taskId }: ChangeState) => ({ planId, taskId, changeId });

/** By people and policies. What may have been pushed already is reviewed no more. */
export function reviewChange(command: Stamped<ReviewChange>, state: OrgState): Decision {
  return withChange(command.changeId, state, (of) => {
    const { actor, head, verdict } = command;
    const { change } = of;
    if (!/^(admin|person|policy):/.test(actor))
      return refuse('FORBIDDEN', `${actor} may not review changes.`, { path: 'actor' });
    if (!isReviewable(change)) return notReviewable(change);
    if (head !== change.head)
      return refuse('CHANGE_MOVED', `Change ${change.changeId} is at ${change.head}.`, {
        path: 'head',
        expected: change.head,
      });
    return verdict === 'approve' ? approve(command, of, state) : reject(command, of);
  });
}

function approve(command: Stamped<ReviewChange>, of: OfChange, state: OrgState): Decision {
  const { change } = of;
  if (change.approvers.has(command.actor) || change.voices.has(command.actor)) return ok([]);
  const approval = approvalBy(command.actor, command.at, of, state);
  if (!approval.ok) return approval;
  const isEnough = change.status === 'reviewing' && change.approvers.size + 1 >= change.approvals;
  return ok([
    reviewed(command, change, approval.value),
    ...(isEnough ? [{ type: 'ChangeQueued', ...named(change), target: change.target } as const] : []),
  ]);
}

function reject(command: Stamped<ReviewChange>, of: OfChange): Decision {
  const feedback = command.note || 'The review rejected the change without a note.';
  return ok([reviewed(command, of.change), ...sendBack(of, 'review', feedback)]);
}

const reviewed = (
  { head, verdict, actor, note, rule }: Stamped<ReviewChange>,
  change: ChangeState,
  onBehalfOf: Actor | null = null,
): Event => ({
  type: 'ChangeReviewed',
  ...named(change),
  ...{ head, patchId: change.patchId, verdict, actor, note, rule },
  ...(onBehalfOf ? { onBehalfOf } : {}),
});

const notReviewable = ({ changeId, status, prepared }: ChangeState): Decision =>
  refuse('CHANGE_NOT_REVIEWABLE', `Change ${changeId} is ${status === 'queued' ? 'being pushed' : status}.`, {
    proof: [prepared?.ref],
  });

/** Its task gets another attempt, told what was wrong, or fails when none is left. Of a cancelled plan nothing goes on. */
export function sendBack(
  { change, task, plan }: OfChange,
  because: 'conflict' | 'gate' | 'review',
  feedback: Text,
): readonly Event[] {
  if (plan.status === 'ending') return endWithPlan({ change, task, plan });
  const next =
    task.failures + 1 >= task.maxAttempts
      ? taskFailed(plan, task, noneLeft(task, `sent back (${because})`))
      : backToWork(plan, task);
  return [{ type: 'ChangeSentBack', ...named(change), because, feedback }, ...next];
}

/** The last thing that kept a cancelled plan from its end. */
export function endWithPlan({ change, task, plan }: OfChange): readonly Event[] {
  const { planId, taskId } = task;
  const reason = 'The plan was cancelled.';
  return [
    { type: 'ChangeSentBack', ...named(change), because: 'cancelled', feedback: reason },
    { type: 'TasksCancelled', planId, taskIds: [taskId], reason },
    ...consequences(plan, { ended: [{ task, as: 'cancelled' }] }),
  ];
}
