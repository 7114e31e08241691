import {
  counted,
  ok,
  type AcceptSplit,
  type Event,
  type ProposeSplit,
  type RejectSplit,
  type Result,
  type SplitProposed,
  type Stamped,
  type TaskHeld,
} from '@headrace/events';
import { named } from '../attempt/attempt.decide.ts';
import { outOfStep, withAttempt, type AtWork } from '../attempt/attempt.lookup.ts';
import { globFault } from '../offer/glob.ts';
import type { OrgState } from '../org/org.state.ts';
import { backToWork, consequences } from '../plan/plan.ready.ts';
import type { PlanState } from '../plan/plan.state.ts';
import type { Decision } from '../refuse.ts';
import { refuseFor } from './task.allowed.ts';
import { nameOf, withTask } from './task.decide.ts';
import { heirsAdded, lastOf, needsHandedOn, type Heir } from './task.inherit.ts';
import { acceptedByPlan, type Acceptance } from './task.proposal.accept.ts';
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
    const note = `${counted(lines, 'line')}, limit ${limit}: ${parts.length} parts are proposed.`;
    const proposal: SplitProposed = {
      type: 'SplitProposed',
      ...named(work),
      ...{ lines, limit, source, ref, parts },
    };
    const split = splitByPlan(work, proposal);
    if (split.ok) return ok([proposal, ...split.value]);
    return ok([proposal, ...backToWork(plan, task), splitHeld(task, `${note} ${split.error}`)]);
  });
}

/** The parts take the place of the task where the plan says so; else why it asks, empty where it always does. */
export function splitByPlan(
  { plan, task }: Pick<AtWork, 'plan' | 'task'>,
  proposal: SplitProposed,
): Result<readonly Event[], string> {
  const acceptance = acceptedByPlan(plan, task, 'split', inOrder(proposal.parts));
  return acceptance.ok ? ok(splitBy(plan, task, proposal, acceptance.value)) : acceptance;
}

/** `failure`: what the parts are proposed for, where that is not their size. */
export const splitHeld = (
  { planId, taskId }: TaskState,
  note: string,
  failure?: TaskHeld['failure'],
): TaskHeld => ({
  type: 'TaskHeld',
  ...{ planId, taskId, reason: 'split', note: note.trim().slice(0, 1000), until: null },
  ...(failure === undefined ? {} : { failure }),
});

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

export function acceptSplit(command: Stamped<AcceptSplit>, state: OrgState): Decision {
  return withTask(command, state, (task, plan) => {
    const proposal = task.proposal?.event;
    if (proposal?.type !== 'SplitProposed') return splitNotProposed(task);
    return partsFault(plan, task, proposal.parts) ?? ok(splitBy(plan, task, proposal, command));
  });
}

/** The parts take the task's place: the first has its needs, each next one needs the one before, dependants need the last. */
function splitBy(
  plan: PlanState,
  task: TaskState,
  { attemptId, source, ref, because, parts }: SplitProposed,
  { actor, rule }: Acceptance,
): readonly Event[] {
  const { planId, taskId } = task;
  const from = because === undefined ? {} : { because };
  const origin = { kind: 'split', of: taskId, attemptId, source, ref, ...from } as const;
  const heirs = inOrder(parts);
  const into = parts.map(({ id }) => id);
  const added = heirsAdded(plan, task, heirs, origin);
  return [
    ...added,
    { type: 'TaskSplit', planId, taskId, into, by: actor, ...(rule === undefined ? {} : { rule }) },
    ...needsHandedOn(plan, task, lastOf(heirs)),
    ...consequences(plan, { ended: [{ task, as: 'split' }], added }),
  ];
}

export function rejectSplit(command: Stamped<RejectSplit>, state: OrgState): Decision {
  return withTask(command, state, (task) => {
    const { planId, taskId, note } = command;
    if (task.proposal?.event.type !== 'SplitProposed') return splitNotProposed(task);
    return ok([
      { type: 'SplitRejected', planId, taskId, note },
      { type: 'TaskReleased', planId, taskId, because: 'split' },
    ]);
  });
}

const splitNotProposed = (task: TaskState): Decision =>
  refuseFor(task, 'SPLIT_NOT_PROPOSED', `${nameOf(task)} has no split to decide.`);

/** A split is the graph in which each part waits for the one before: every one lands before the next begins. */
const inOrder = (parts: Parts): readonly Heir[] =>
  parts.map(({ id, title, scope, brief = '' }, i) => {
    const before = parts[i - 1];
    return { id, title, scope, brief, needs: before ? [before.id] : [], after: [] };
  });
