import { counted, type TaskId } from '@headrace/events';
import type { PlanState } from '../plan/plan.state.ts';
import { isSettled, type TaskState } from '../task/task.state.ts';
import type { OrgState } from '../org/org.state.ts';
import type { Now, Reason } from './reason.ts';
import { standing, type Standing } from './why.standing.ts';

/** What keeps a task from being ready: needs, what it comes after, its phase. */
export function readyReasons(state: OrgState, plan: PlanState, task: TaskState, now: Now): readonly Reason[] {
  if (task.life.status === 'ready') return [];
  const whereIs = (other: TaskState) => standing(state, plan, other, now);
  return [
    ...task.needs.flatMap((id) => needReason(plan, id, whereIs)),
    ...task.after.flatMap((id) => afterReason(plan, id, whereIs)),
    ...phaseReason(plan, task),
  ];
}

type WhereIs = (task: TaskState) => Standing;

function needReason(plan: PlanState, id: TaskId, whereIs: WhereIs): readonly Reason[] {
  const need = plan.tasks.get(id);
  if (!need || need.life.status === 'done') return [];
  const { words, data, proof, change } = whereIs(need);
  const isStuck = need.life.status === 'failed' || need.life.status === 'cancelled';
  return [
    {
      kind: 'need',
      text: `It needs ${id}, which is ${words}.`,
      data,
      proof,
      change: isStuck ? `Retry ${id}: nothing else makes it done.` : `${id} being done. ${change}`,
    },
  ];
}

function afterReason(plan: PlanState, id: TaskId, whereIs: WhereIs): readonly Reason[] {
  const other = plan.tasks.get(id);
  if (!other || other.hasBeenOver) return [];
  const { words, data, proof, change } = whereIs(other);
  return [
    {
      kind: 'after',
      text: `It comes after ${id}, which is ${words}.`,
      data,
      proof,
      change: `${id} being done, failed or cancelled. ${change}`,
    },
  ];
}

function phaseReason(plan: PlanState, task: TaskState): readonly Reason[] {
  const phase = task.phaseId === null ? undefined : plan.phases.get(task.phaseId);
  if (!phase || phase.isOpen) return [];
  const { phaseId, opensWhen, isWaiting, reason } = phase;
  if (!isWaiting || !opensWhen)
    return [
      {
        kind: 'phase',
        text: `Its phase ${phaseId} is paused${reason ? `: ${reason}` : ''}.`,
        data: { phaseId, reason },
        proof: [phase.ref],
        change: `Somebody resuming phase ${phaseId}.`,
      },
    ];
  const left = opensWhen.flatMap((id) => plan.phases.get(id)?.tasks.filter(isUnfinished) ?? []);
  return [
    {
      kind: 'phase',
      text: `Its phase ${phaseId} opens when ${opensWhen.join(', ')} ${opensWhen.length > 1 ? 'are' : 'is'} done: ${counted(left.length, 'task is', 'tasks are')} left.`,
      data: {
        phaseId,
        opensWhen,
        left: left.slice(0, MOST_NAMED).map(({ taskId }) => taskId),
        leftCount: left.length,
      },
      proof: [phase.ref, ...left.slice(0, MOST_NAMED).map(({ moved }) => moved)],
      change: `The tasks that are left being done, or somebody resuming phase ${phaseId}.`,
    },
  ];
}

const MOST_NAMED = 10;

const isUnfinished = (task: TaskState): boolean => !isSettled(task);
