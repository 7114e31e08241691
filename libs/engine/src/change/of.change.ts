import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from '../task/task.state.ts';
import type { ChangeState } from './change.state.ts';

/** A change, and whose it is. */
export type OfChange = { readonly change: ChangeState; readonly task: TaskState; readonly plan: PlanState };
