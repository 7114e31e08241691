import type { PlanId, TaskId } from '@headrace/events';
import { rowOf, text } from '../row.ts';

type TaskNeed = { readonly planId: PlanId; readonly taskId: TaskId; readonly need: TaskId };

/** What each task waits for, written with the task and seldom again: to find who waits for one, however large its plan. */
export const TaskNeedRow = rowOf<TaskNeed>(
  'task_need',
  ['planId', 'taskId', 'need'],
  { planId: text, taskId: text, need: text },
  [{ name: 'task_need_of', fields: ['org', 'planId', 'need', 'taskId'] }],
);
