import { counted, type PhaseId, type Problem, type TaskId, type TaskSpec } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { isBeingPushed } from '../task/task.cancel.ts';
import { statusOf, type TaskState } from '../task/task.state.ts';
import type { PlanEdit, TaskChange } from './plan.edit.change.ts';
import type { PlanDraft } from './plan.edit.draft.ts';
import type { PlanState } from './plan.state.ts';

/** What cannot be done to these tasks as they stand. */
export function editProblems(
  { draft, changed, removed, phases }: PlanEdit,
  state: OrgState,
): readonly Problem[] {
  const gone = new Set([...phases].filter(([, phase]) => phase === null).map(([id]) => id));
  return [
    ...removed.flatMap((task) => removalProblem(task, state, `${draft.tasks.get(task.taskId)?.path}.taskId`)),
    ...changed.flatMap((change) => changeProblems(change, draft, state)),
    ...doneIn(draft, gone),
  ];
}

const name = ({ planId, taskId }: TaskState): string => `Task ${planId}.${taskId}`;

function removalProblem(task: TaskState, state: OrgState, path: string): readonly Problem[] {
  const code = 'TASK_NOT_REMOVABLE';
  if (task.life.status === 'done') return [{ code, path, message: `${name(task)} is done.` }];
  if (task.splitInto)
    return [{ code, path, message: `${name(task)} became ${task.splitInto.join(', ')}: remove these.` }];
  if (isBeingPushed(state, task)) return [{ code, path, message: `${name(task)} is being pushed.` }];
  return [];
}

/** What a task has of the repository while somebody works on it, or while its change waits. */
const held = ['scope', 'worktree', 'change'];

function changeProblems(
  { task, spec, fields, isRestarted }: TaskChange,
  draft: PlanDraft,
  state: OrgState,
): readonly Problem[] {
  const { said, path = '' } = draft.tasks.get(task.taskId) ?? {};
  const code = 'TASK_NOT_EDITABLE';
  if (task.splitInto)
    return [{ code, path: `${path}.taskId`, message: `${name(task)} became ${task.splitInto.join(', ')}.` }];
  if (isLaxer(task, spec)) return [fewerEyes(task, said?.get('approvals') ?? path)];
  const outside = waitsOutside(task, spec, draft.plan, state);
  if (outside !== undefined)
    return [leavesFamily(task, outside, said?.get('needs') ?? said?.get('after') ?? path)];
  const { status } = task.life;
  const isUnderWay = status === 'working' || status === 'reviewing' || status === 'merging';
  if (isRestarted && isBeingPushed(state, task))
    return [{ code, path: `${path}.restart`, message: `${name(task)} is being pushed.` }];
  if (!isUnderWay || isRestarted) return [];
  return fields
    .filter((field) => held.includes(field))
    .map((field) => ({
      code,
      path: said?.get(field) ?? path,
      message: `${name(task)} is ${statusOf(task)} and holds what its ${field} says.`,
      expected: '"restart": true, or its end',
    }));
}

/** Whoever edits a task is not to approve its change, and no more is he to do away with the approval. */
const isLaxer = ({ review, approvals }: TaskState, spec: Partial<TaskSpec>): boolean =>
  !!review?.fourEyes &&
  ((spec.approvals ?? approvals) < approvals || (spec.review !== undefined && !spec.review?.fourEyes));

const fewerEyes = (task: TaskState, path: string): Problem => ({
  code: 'FOUR_EYES',
  path,
  message: `${name(task)} keeps its ${counted(task.approvals, 'approval')}: others give them.`,
  expected: `${task.approvals} or more, by four eyes`,
});

/**
 * What a part of a split would wait for, and which may itself wait for the paths that are reserved for the parts: neither
 * would ever begin.
 */
function waitsOutside(
  task: TaskState,
  spec: Partial<TaskSpec>,
  { tasks }: PlanState,
  { offers }: OrgState,
): TaskId | undefined {
  const needs: readonly TaskId[] = spec.needs ?? task.needs;
  const after: readonly TaskId[] = spec.after ?? task.after;
  const family = offers.holdings.families.get(task);
  if (!family?.parts?.size) return undefined;
  const isWithin = (id: TaskId) =>
    family.parts?.has(id) || task.needs.includes(id) || task.after.includes(id);
  return (
    needs.find((id) => !isWithin(id) && tasks.get(id)?.life.status !== 'done') ??
    after.find((id) => !isWithin(id) && !tasks.get(id)?.hasBeenOver)
  );
}

const leavesFamily = (task: TaskState, need: TaskId, path: string): Problem => ({
  code: 'TASK_NOT_EDITABLE',
  path,
  message: `${name(task)} is part of a split, and ${need} may have to wait for the paths that are kept for it.`,
  expected: 'another part, or what is done',
});

/** What is done in a phase stays there. */
function doneIn({ plan, gone, tasks }: PlanDraft, phases: ReadonlySet<PhaseId>): readonly Problem[] {
  return [...phases].flatMap((id): Problem[] => {
    const isHistory = ({ splitInto, taskId }: TaskState) => splitInto !== null && !tasks.has(taskId);
    const left = plan.phases.get(id)?.tasks.find(isHistory);
    const path = gone.get(`phase ${id}`) ?? 'operations';
    return left ? [{ code: 'STILL_USED', path, message: `${name(left)} was in phase ${id}.` }] : [];
  });
}
