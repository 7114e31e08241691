import {
  counted,
  ok,
  type AcceptDecomposition,
  type ChildTask,
  type DecomposeTask,
  type DecompositionProposed,
  type Event,
  type PlanOperation,
  type Problem,
  type ProposeDecomposition,
  type RejectDecomposition,
  type Stamped,
} from '@headrace/events';
import { named } from '../attempt/attempt.decide.ts';
import { outOfStep, withAttempt } from '../attempt/attempt.lookup.ts';
import type { OrgState } from '../org/org.state.ts';
import { planNotActive } from '../plan/plan.decide.ts';
import { draftProblems } from '../plan/plan.edit.check.ts';
import { draftOf } from '../plan/plan.edit.draft.ts';
import { backToWork, consequences } from '../plan/plan.ready.ts';
import type { PlanState } from '../plan/plan.state.ts';
import type { Decision } from '../refuse.ts';
import { refuseFor } from './task.allowed.ts';
import { nameOf, withTask } from './task.decide.ts';
import { dependantsOf, heirsAdded, heirsOf, lastOf, needsHandedOn, needsInstead } from './task.inherit.ts';
import { acceptedByPlan, type Acceptance } from './task.proposal.accept.ts';
import { startHold } from './task.start.ts';
import type { TaskState } from './task.state.ts';

/** How often a task that took the place of another may itself be divided. */
export const MOST_DEPTH = 5;

/** Ends the attempt: the agent found that the task is several. The plan, a person or a policy decides. */
export function proposeDecomposition(command: Stamped<ProposeDecomposition>, state: OrgState): Decision {
  return withAttempt(command, state, (work) => {
    const { task, plan, attempt } = work;
    const { children, note, ref, actor } = command;
    if (attempt.step === 'claimed') return outOfStep(work, 'it has not begun.');
    const fault = childrenFault(plan, task, children);
    if (fault) return fault;
    const proposed: DecompositionProposed = {
      type: 'DecompositionProposed',
      ...{ ...named(work), by: actor, children, note, ref },
    };
    const acceptance = acceptedByPlan(plan, task, 'decomposition', children);
    if (acceptance.ok)
      return ok([proposed, ...accepted(plan, task, proposed, { ...acceptance.value, at: command.at })]);
    const words = [acceptance.error, note].filter(Boolean).join(' ');
    return ok([proposed, ...backToWork(plan, task), held(task, children, words)]);
  });
}

/** By a person or policy: at once, or as a proposal for somebody else. */
export function decomposeTask(command: Stamped<DecomposeTask>, state: OrgState): Decision {
  return withTask(command, state, (task, plan) => {
    const { planId, taskId, children, note, propose, actor, source } = command;
    const { status } = task.life;
    if ((status !== 'blocked' && status !== 'ready') || task.proposal)
      return refuseFor(task, 'TASK_NOT_DECOMPOSABLE', `${nameOf(task)} is past being divided.`);
    if (plan.status === 'ending' || plan.status === 'finished') return planNotActive(plan, state);
    const fault = childrenFault(plan, task, children);
    if (fault) return fault;
    const from = source === undefined ? {} : { source };
    const proposed: DecompositionProposed = {
      type: 'DecompositionProposed',
      ...{ planId, taskId, by: actor, children, note, ref: null, ...from },
    };
    if (propose) return ok([proposed, held(task, children, note)]);
    return ok([proposed, ...accepted(plan, task, proposed, command)]);
  });
}

export function acceptDecomposition(command: Stamped<AcceptDecomposition>, state: OrgState): Decision {
  return withTask(command, state, (task, plan) => {
    const proposal = task.proposal?.event;
    if (proposal?.type !== 'DecompositionProposed') return notProposed(task);
    return childrenFault(plan, task, proposal.children) ?? ok(accepted(plan, task, proposal, command));
  });
}

export function rejectDecomposition(command: Stamped<RejectDecomposition>, state: OrgState): Decision {
  return withTask(command, state, (task) => {
    const { planId, taskId, note } = command;
    if (task.proposal?.event.type !== 'DecompositionProposed') return notProposed(task);
    return ok([
      { type: 'DecompositionRejected', planId, taskId, note },
      { type: 'TaskReleased', planId, taskId, because: 'split' },
      ...startHold(task, command.at),
    ]);
  });
}

const notProposed = (task: TaskState): Decision =>
  refuseFor(task, 'DECOMPOSITION_NOT_PROPOSED', `No decomposition of ${nameOf(task)} waits for a decision.`);

function held({ planId, taskId }: TaskState, children: readonly ChildTask[], note: string): Event {
  const words = [`${children.length} tasks are proposed in its place.`, note].filter(Boolean).join(' ');
  return {
    type: 'TaskHeld',
    ...{ planId, taskId, reason: 'decomposition', note: words.slice(0, 1000), until: null },
  };
}

/** The children take the place of the whole. */
function accepted(
  plan: PlanState,
  task: TaskState,
  { by, attemptId, source, children }: DecompositionProposed,
  { actor, rule, at }: Acceptance & Pick<Stamped<AcceptDecomposition>, 'at'>,
): readonly Event[] {
  const { planId, taskId } = task;
  const from = { ...(attemptId === undefined ? {} : { attemptId }), ...source };
  const added = heirsAdded(plan, task, children, { kind: 'decomposition', of: taskId, by, ...from });
  const into = added.map((event) => event.taskId);
  return [
    ...added,
    {
      type: 'DecompositionAccepted',
      ...{ planId, taskId, into, by: actor, ...(rule === undefined ? {} : { rule }) },
    },
    ...needsHandedOn(plan, task, lastOf(children)),
    ...consequences(plan, { ended: [{ task, as: 'split' }], added }),
    ...added.flatMap(({ spec, ...child }) =>
      startHold({ ...child, startAt: spec.startAt ?? null, fence: 0 }, at),
    ),
  ];
}

/** How many tasks it stands in the place of, one within the other. */
function depthOf(plan: PlanState, { origin }: TaskState): number {
  if (origin.kind !== 'split' && origin.kind !== 'decomposition') return 0;
  const whole = plan.tasks.get(origin.of);
  return whole ? 1 + depthOf(plan, whole) : 1;
}

function childrenFault(plan: PlanState, task: TaskState, children: readonly ChildTask[]): Decision | null {
  if (depthOf(plan, task) >= MOST_DEPTH)
    return refuseFor(task, 'DECOMPOSITION_TOO_DEEP', `${nameOf(task)} is ${MOST_DEPTH} divisions deep.`, {
      expected: `at most ${MOST_DEPTH}`,
    });
  const problems = childrenProblems(plan, task, children);
  if (problems.length === 0) return null;
  const count = counted(problems.length, 'problem');
  return refuseFor(task, 'EDIT_INVALID', `The children have ${count}.`, { path: 'children', problems });
}

/** The plan as it would be is checked as after an edit; places are those of the children. */
function childrenProblems(
  plan: PlanState,
  task: TaskState,
  children: readonly ChildTask[],
): readonly Problem[] {
  const last = lastOf(children);
  const operations: PlanOperation[] = [
    ...heirsOf(task, children).map((heir) => ({ op: 'add-task', task: heir }) as const),
    ...dependantsOf(plan, task).flatMap((other): PlanOperation[] => {
      if (other.removed || other.splitInto) return [];
      const set = needsInstead(task, other, last);
      return [{ op: 'change-task', taskId: other.taskId, set, restart: false }];
    }),
    { op: 'remove-task', taskId: task.taskId },
  ];
  return draftProblems(draftOf(plan, operations)).map((problem) => placed(problem, children));
}

/** What a child inherits from the whole comes after what it says, so its own places are right. */
function placed(problem: Problem, children: readonly ChildTask[]): Problem {
  const path = problem.path.replace(/^operations\[(\d+)\](?:\.task)?/, (_, i) =>
    Number(i) < children.length ? `children[${i}]` : 'children',
  );
  return { ...problem, path: path.startsWith('children') ? path : 'children' };
}
