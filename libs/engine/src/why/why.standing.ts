import { type Ref } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { distinct } from '../refuse.ts';
import { isOver, isUntouched, statusOf, type TaskState } from '../task/task.state.ts';
import type { Now, Reason } from './reason.ts';
import { progressReasons } from './why.progress.ts';

/** Where a task stands that another one waits for: since when, in whose hands, and what would move it. */
export type Standing = Pick<Reason, 'data' | 'proof' | 'change'> & { readonly words: string };

/** Of a chain of needs it says the next link only: what that one waits for, its own `why` says. */
export function standing(state: OrgState, plan: PlanState, task: TaskState, now: Now): Standing {
  const { taskId, since, moved, held } = task;
  const status = statusOf(task);
  const known = { taskId, status, since, heldReason: held?.reason ?? null, heldUntil: held?.until ?? null };
  const words = `${status} since ${since}`;
  if (isOver(task)) return { words, data: known, proof: [moved], change: '' };
  if (isUntouched(task)) return { ...untouched(task, words), data: known };
  const [reason] = progressReasons(state, plan, task, now).slice(-1);
  if (!reason) return { words, data: known, proof: [moved], change: '' };
  const { text, data, proof, change } = reason;
  return {
    words: `${words}: ${uncapitalised(text)}`.replace(/\.$/, ''),
    data: { ...data, ...known },
    proof: distinct([moved, ...proof]),
    change,
  };
}

function untouched({ moved, held, taskId }: TaskState, words: string): Omit<Standing, 'data'> {
  const see: readonly Ref[] = held ? [moved, held.ref] : [moved];
  if (!held) return { words, proof: see, change: `Why ${taskId} waits, its own reasons say.` };
  const until = held.until ?? 'somebody decides';
  return {
    words: `${words} and held (${held.reason}) until ${until}`,
    proof: see,
    change: held.until ? `The time ${held.until}, or somebody releasing it.` : 'Somebody releasing it.',
  };
}

const uncapitalised = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
