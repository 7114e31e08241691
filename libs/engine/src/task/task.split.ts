import {
  ok,
  textOf,
  type AcceptSplit,
  type Event,
  type ProposeSplit,
  type RejectSplit,
  type SplitProposed,
  type Stamped,
  type TaskAdded,
  type TaskId,
} from '@headrace/events';
import { named } from '../attempt/attempt.decide.ts';
import { outOfStep, withAttempt } from '../attempt/attempt.lookup.ts';
import { globFault } from '../offer/glob.ts';
import type { OrgState } from '../org/org.state.ts';
import { following, needing } from '../plan/plan.paths.ts';
import { backToWork, consequences } from '../plan/plan.ready.ts';
import type { PlanState } from '../plan/plan.state.ts';
import type { Decision } from '../refuse.ts';
import { refuseFor } from './task.allowed.ts';
import { nameOf, withTask } from './task.decide.ts';
import type { TaskState } from './task.state.ts';

/** Ends the attempt: its work is kept, and a person or policy says whether it lands in parts. */
export function proposeSplit(command: Stamped<ProposeSplit>, state: OrgState): Decision {
  return withAttempt(command, state, (work) => {
    const { task, plan, attempt } = work;
    const { lines, limit, source, ref, parts } = command;
    if (task.change === 'none')
      return refuseFor(task, 'CHANGE_NOT_EXPECTED', `${nameOf(task)} makes no change.`);
    if (attempt.step === 'claimed') return outOfStep(work, 'it has not begun.');
    const fault = partsFault(plan, task, parts);
    if (fault) return fault;
    const note = `${lines} lines, limit ${limit}: ${parts.length} parts are proposed.`;
    return ok([
      { type: 'SplitProposed', ...named(work), lines, limit, source, ref, parts },
      ...backToWork(plan, task),
      { type: 'TaskHeld', planId: task.planId, taskId: task.taskId, reason: 'split', note, until: null },
    ]);
  });
}

type Parts = SplitProposed['parts'];

/** Why these parts cannot take a task's place; null: they can. */
export function partsFault(plan: PlanState, task: TaskState, parts: Parts): Decision | null {
  for (const [i, { id, scope }] of parts.entries()) {
    const path = `parts[${i}]`;
    if (plan.tasks.has(id) || parts.findIndex((part) => part.id === id) < i)
      return refuseFor(task, 'ID_DUPLICATE', `Plan ${plan.planId} has a task ${id} already.`, {
        path: `${path}.id`,
      });
    const bad = scope.findIndex((pattern) => globFault(pattern) !== null);
    if (bad >= 0)
      return refuseFor(task, 'GLOB_INVALID', `"${scope[bad]}": ${globFault(scope[bad] ?? '')?.fault}.`, {
        path: `${path}.scope[${bad}]`,
      });
  }
  return null;
}

/** The parts take the task's place: the first has its needs, each next one needs the one before, dependants need the last. */
export function acceptSplit(command: Stamped<AcceptSplit>, state: OrgState): Decision {
  return withTask(command, state, (task, plan) => {
    if (!task.proposal) return splitNotProposed(task);
    const { parts } = task.proposal.event;
    const fault = partsFault(plan, task, parts);
    if (fault) return fault;
    const { planId, taskId } = task;
    const added = parts.map((_, i) => partAdded(plan, task, i));
    const into = added.map((event) => event.taskId);
    return ok([
      ...added,
      { type: 'TaskSplit', planId, taskId, into },
      ...needsChanged(plan, task, into.at(-1) as TaskId), // a split has at least two parts
      ...consequences(plan, { ended: [{ task, as: 'split' }], added }),
    ]);
  });
}

export function rejectSplit(command: Stamped<RejectSplit>, state: OrgState): Decision {
  return withTask(command, state, (task) => {
    const { planId, taskId, note } = command;
    if (!task.proposal) return splitNotProposed(task);
    return ok([
      { type: 'SplitRejected', planId, taskId, note },
      { type: 'TaskReleased', planId, taskId, because: 'split' },
    ]);
  });
}

const splitNotProposed = (task: TaskState): Decision =>
  refuseFor(task, 'SPLIT_NOT_PROPOSED', `${nameOf(task)} has no split to decide.`);

function partAdded(plan: PlanState, task: TaskState, index: number): TaskAdded {
  const { event, ref: _ } = task.proposal as NonNullable<TaskState['proposal']>; // looked at before
  const { attemptId, source, ref, parts, because } = event;
  const { id, title, scope, brief = '' } = parts[index] as Parts[number]; // an index of `parts`
  const before = parts[index - 1];
  const { planId, phaseId, role, agent, priority, worktree, labels, change, run, gates } = task;
  const { approvals, review, feedbackRounds, maxAttempts, timeoutSeconds, estimateMinutes, policies } = task;
  return {
    type: 'TaskAdded',
    planId,
    taskId: id,
    ordinal: plan.tasks.size + index,
    origin: {
      ...{ kind: 'split', of: task.taskId, attemptId, source, ref },
      ...(because === undefined ? {} : { because }),
    },
    spec: {
      ...{ title, brief: textOf(brief), phaseId, role, agent, priority, scope, worktree, change, run },
      ...{ approvals, feedbackRounds, maxAttempts, timeoutSeconds, split: null },
      ...(review ? { review } : {}),
      needs: before ? [before.id] : [...task.needs],
      after: before ? [] : [...task.after],
      ...(policies ? { failures: policies } : {}),
      labels: [...labels],
      gates: [...gates],
      estimateMinutes: estimateMinutes === null ? null : estimateMinutes / parts.length,
    },
  };
}

/** Whoever waited for the whole waits for its last part; who comes after it and need not wait any more, does not begin to. */
function needsChanged(plan: PlanState, task: TaskState, last: TaskId): readonly Event[] {
  const { planId, taskId, hasBeenOver } = task;
  const dependants = new Set([...needing(plan, taskId), ...following(plan, taskId)]);
  const instead = (ids: readonly TaskId[], replacement: readonly TaskId[]) => [
    ...new Set(ids.flatMap((id) => (id === taskId ? replacement : [id]))),
  ];
  return [...dependants].map((other) => ({
    type: 'TaskNeedsChanged',
    planId,
    taskId: other.taskId,
    needs: instead(other.needs, [last]),
    after: instead(other.after, hasBeenOver ? [] : [last]),
  }));
}
