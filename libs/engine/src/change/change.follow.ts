import { INLINE_TEXT, type FollowUp, type TaskAdded, type TaskId } from '@headrace/events';
import type { PlanState } from '../plan/plan.state.ts';
import { specOf } from '../plan/plan.submit.ts';
import type { TaskState } from '../task/task.state.ts';
import type { ChangeState } from './change.state.ts';

/** The tasks that a landed change sets off. One that was itself set off sets off nothing, nor do its parts, so it ends. */
export function followUpsOf(plan: PlanState, task: TaskState, change: ChangeState): readonly TaskAdded[] {
  const { phaseId } = task;
  if (phaseId === null || plan.status === 'ending' || isFollowUp(plan, task)) return [];
  const matching = plan.followUps.filter(({ onLanded }) => onLanded.phases.includes(phaseId));
  const taken = new Set<string>(plan.tasks.keys());
  return matching.map((followUp, i) => {
    const taskId = freeId(fill(followUp.task.id, task), taken);
    taken.add(taskId);
    return taskAdded(plan, task, change, followUp, { taskId, ordinal: plan.tasks.size + i });
  });
}

function isFollowUp(plan: PlanState, { origin }: TaskState): boolean {
  if (origin.kind !== 'split' && origin.kind !== 'decomposition') return origin.kind === 'follow-up';
  const whole = plan.tasks.get(origin.of);
  return whole !== undefined && isFollowUp(plan, whole);
}

const LONGEST_ID = 63;

/** The id as wished for, or with the first number that makes it new in the plan. */
function freeId(wanted: string, taken: ReadonlySet<string>): TaskId {
  const cut = (suffix: string) => wanted.slice(0, LONGEST_ID - suffix.length) + suffix;
  let id = cut('');
  for (let n = 2; taken.has(id); n++) id = cut(`-${n}`);
  return id as TaskId; // checked with the plan: the wish has the form of an id for every task
}

/** `{title}` is free text: it goes into texts, never into a command. */
function fill(text: string, { taskId, title }: TaskState): string {
  return text.replaceAll('{task}', taskId).replaceAll('{title}', () => title);
}

function taskAdded(
  plan: PlanState,
  landed: TaskState,
  { changeId }: ChangeState,
  { task }: FollowUp,
  named: { readonly taskId: TaskId; readonly ordinal: number },
): TaskAdded {
  const run = task.run?.replaceAll('{task}', landed.taskId);
  const title = fill(task.title, landed).slice(0, 200);
  const spec = specOf(plan, { ...task, title, needs: [], after: [], ...(run === undefined ? {} : { run }) });
  return {
    type: 'TaskAdded',
    planId: plan.planId,
    ...named,
    origin: { kind: 'follow-up', of: landed.taskId, changeId },
    spec: { ...spec, brief: fill(task.brief, landed).slice(0, INLINE_TEXT) }, // nobody stores it as evidence
  };
}
