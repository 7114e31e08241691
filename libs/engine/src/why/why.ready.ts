import type { Ref, TaskId } from '@headrace/events';
import type { PlanState } from '../plan/plan.state.ts';
import { statusOf, type TaskState } from '../task/task.state.ts';
import type { Reason } from './reason.ts';

/** What keeps a task from being ready: needs, what it comes after, its phase. */
export function readyReasons(plan: PlanState, task: TaskState): readonly Reason[] {
  if (task.life.status === 'ready') return [];
  return [
    ...task.needs.flatMap((id) => needReason(plan, id)),
    ...task.after.flatMap((id) => afterReason(plan, id)),
    ...phaseReason(plan, task),
  ];
}

function needReason(plan: PlanState, id: TaskId): readonly Reason[] {
  const need = plan.tasks.get(id);
  if (!need || need.life.status === 'done') return [];
  const status = statusOf(need);
  return [
    {
      kind: 'need',
      text: `It needs ${id}, which is ${status}.`,
      data: { taskId: id, status },
      proof: whereabouts(need),
      change: change(id, status),
    },
  ];
}

function change(id: TaskId, status: string): string {
  if (status === 'failed' || status === 'cancelled') return `Retry ${id}: nothing else makes it done.`;
  return `${id} being done.`;
}

function afterReason(plan: PlanState, id: TaskId): readonly Reason[] {
  const other = plan.tasks.get(id);
  if (!other || other.hasBeenOver) return [];
  const status = statusOf(other);
  return [
    {
      kind: 'after',
      text: `It comes after ${id}, which is ${status}.`,
      data: { taskId: id, status },
      proof: whereabouts(other),
      change: `${id} being done, failed or cancelled.`,
    },
  ];
}

function phaseReason(plan: PlanState, task: TaskState): readonly Reason[] {
  const phase = task.phaseId === null ? undefined : plan.phases.get(task.phaseId);
  if (!phase || phase.isOpen) return [];
  const { phaseId, opensWhen, isWaiting } = phase;
  if (!isWaiting || !opensWhen)
    return [
      {
        kind: 'phase',
        text: `Its phase ${phaseId} is paused.`,
        data: { phaseId },
        proof: [phase.ref],
        change: `Somebody resuming phase ${phaseId}.`,
      },
    ];
  const left = opensWhen.flatMap((id) => plan.phases.get(id)?.tasks.filter(isUnfinished) ?? []);
  return [
    {
      kind: 'phase',
      text: `Its phase ${phaseId} opens when ${opensWhen.join(', ')} ${opensWhen.length > 1 ? 'are' : 'is'} done: ${left.length} tasks are left.`,
      data: {
        phaseId,
        opensWhen,
        left: left.slice(0, MOST_NAMED).map(({ taskId }) => taskId),
        leftCount: left.length,
      },
      proof: [phase.ref, ...left.slice(0, MOST_NAMED).flatMap(whereabouts)],
      change: `The tasks that are left being done, or somebody resuming phase ${phaseId}.`,
    },
  ];
}

const MOST_NAMED = 10;

const isUnfinished = ({ life }: TaskState): boolean => life.status !== 'done' && life.status !== 'cancelled';

/** The event that put a task where it is. */
export const whereabouts = ({ moved }: TaskState): readonly Ref[] => [moved];
