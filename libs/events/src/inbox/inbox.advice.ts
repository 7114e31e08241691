import type { CommandType } from '../command.ts';
import type { TaskView } from '../task/task.view.ts';

/** What somebody can do about a task that waits for a person, and what is to be seen to before. */
export type Advice = { readonly hint: string; readonly allowed: readonly CommandType[] };

type Stuck = Pick<TaskView, 'state' | 'heldReason' | 'split'>;

const HELD: readonly CommandType[] = ['ReleaseTask', 'EditTask', 'CancelTask'];

export function adviceFor({ state, heldReason, split }: Stuck): Advice {
  if (state === 'reviewing')
    return { hint: 'Read the change, then approve or reject it.', allowed: ['ReviewChange', 'CancelTask'] };
  if (state === 'failed')
    return {
      hint: 'See what each attempt failed with. Mend what is in its way, a gate, a need, the repository, then retry it; what comes after it goes on meanwhile.',
      allowed: ['RetryTask'],
    };
  if (split)
    return {
      hint: 'Accept the split: the parts take its place. Or reject it: it is tried again in one piece.',
      allowed: ['AcceptSplit', 'RejectSplit', 'CancelTask'],
    };
  if (heldReason === 'decomposition')
    return {
      hint: hints.decomposition,
      allowed: ['AcceptDecomposition', 'RejectDecomposition', 'CancelTask'],
    };
  return {
    hint: heldReason ? hints[heldReason] : 'Nothing needs to be done.',
    allowed: heldReason ? HELD : [],
  };
}

const hints: Readonly<Record<NonNullable<TaskView['heldReason']>, string>> = {
  person: 'Release it when it may be worked on.',
  start: 'It starts by itself when its time has come.',
  retry: 'It is tried again by itself; release it to try now.',
  quota: 'It goes on by itself when its account has quota again; release it to try now.',
  auth: 'Sign the agent in on the runner: its API key or login. Then release it.',
  refused: 'Read what the agent refused. Change the brief or the scope, then release it.',
  ask: 'Read what failed. Release it for another attempt, or cancel it.',
  loop: 'It fails in the same way each time, so another attempt alone does not help. Change the brief or what it stumbles over, then release it.',
  split: 'Accept or reject the split.',
  decomposition:
    'Accept the tasks that are proposed: they take its place. Or reject them: it is tried again as it is.',
  repository: 'Make the repository reachable again, then release it.',
};
