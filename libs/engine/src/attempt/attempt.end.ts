import {
  changeIdOf,
  ok,
  type CompleteAttempt,
  type Event,
  type FailAttempt,
  type GateId,
  type OpenChange,
  type Sha,
  type Stamped,
  type TaskId,
} from '@headrace/events';
import { backToWork, consequences } from '../plan/plan.ready.ts';
import type { PlanState } from '../plan/plan.state.ts';
import type { OrgState } from '../org/org.state.ts';
import { type Decision } from '../refuse.ts';
import { refuseFor } from '../task/task.allowed.ts';
import { nameOf } from '../task/task.decide.ts';
import { backoffMs, LOOP_LENGTH, policyOf, quotaReturns } from '../task/task.policy.ts';
import type { TaskState } from '../task/task.state.ts';
import { after } from '@headrace/events';
import { named } from './attempt.decide.ts';
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
        ? { type: 'ReviewRequested', ...change, approvals: task.approvals }
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

type Objects = { readonly base?: Sha; readonly head?: Sha; readonly tree?: Sha };

/** The gates without a passed verdict on these objects in the latest round. */
const gatesMissing = ({ task, attempt, plan }: AtWork, objects: Objects): readonly GateId[] =>
  task.gates.filter((gate) => {
    const verdict = attempt.verdicts.get(gate);
    const holds = verdict?.verdict === 'passed' && verdict.definition === plan.gates.get(gate)?.definition;
    return (
      !holds ||
      (['base', 'head', 'tree'] as const).some(
        (part) => objects[part] !== undefined && objects[part] !== verdict[part],
      )
    );
  });

const gatesNotPassed = ({ task, attempt }: AtWork, missing: readonly GateId[]): Decision =>
  refuseFor(
    task,
    'GATES_NOT_PASSED',
    `Not passed on these objects in round ${attempt.round}: ${missing.join(', ')}.`,
    {
      expected: missing.join(', '),
      proof: [attempt.claimed, ...missing.map((gate) => attempt.verdicts.get(gate)?.ref)],
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
      ...afterFailure(work.plan, work.task, command),
    ]);
  });
}

/** What becomes of the task: it fails, or goes back to work, maybe after a time or when a person says so. */
function afterFailure(plan: PlanState, task: TaskState, command: Stamped<FailAttempt>): readonly Event[] {
  const { isCounted } = policyOf[command.class];
  if (isCounted && task.failures + 1 >= task.maxAttempts)
    return taskFailed(plan, task, `${command.class}: ${command.message}`);
  return [...backToWork(plan, task), ...holdAfter(task, command)];
}

/** No attempt is left. */
export function taskFailed(plan: PlanState, task: TaskState, because: string): readonly Event[] {
  const { planId, taskId, maxAttempts } = task;
  const reason = `${maxAttempts} of ${maxAttempts} attempts failed, the last one: ${because}`.slice(0, 1000);
  return [
    { type: 'TaskFailed', planId, taskId, reason },
    ...consequences(plan, { ended: [{ task, as: 'failed' }] }),
  ];
}

function holdAfter(
  task: TaskState,
  { class: failure, fingerprint, quotaUntil, at }: Stamped<FailAttempt>,
): readonly Event[] {
  const held = (
    reason: 'loop' | 'retry' | 'quota' | 'auth',
    note: string,
    until: ReturnType<typeof after> | null,
  ): readonly Event[] => [{ type: 'TaskHeld', ...taskName(task), reason, note, until }];
  const { isCounted, hold } = policyOf[failure];
  const times = task.streak?.fingerprint === fingerprint ? task.streak.times + 1 : 1;
  if (isCounted && times >= LOOP_LENGTH)
    return held('loop', `It failed ${times} times in the same way.`, null);
  if (hold === 'retry') return held('retry', failure, after(at, backoffMs(task.failures)));
  if (hold === 'quota') return held('quota', 'The provider has no quota left.', quotaReturns(at, quotaUntil));
  if (hold === 'auth')
    return held(
      'auth',
      failure === 'auth' ? 'The agent is not signed in.' : 'The agent refused the task.',
      null,
    );
  return [];
}

const taskName = ({ planId, taskId }: TaskState): { planId: TaskState['planId']; taskId: TaskId } => ({
  planId,
  taskId,
});
