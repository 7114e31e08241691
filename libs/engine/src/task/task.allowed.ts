import type { CommandType, Refusal } from '@headrace/events';
import { refuse } from '../refuse.ts';
import { statusOf, type TaskState, type TaskStatus } from './task.state.ts';

/** By people, of an attempt under way: all of them end it. */
const atWork: readonly CommandType[] = ['HoldTask', 'ReassignTask', 'SkipTask', 'CancelTask'];

/** What may be done with a task in each state; docs/states.md says what comes of it. */
const allowedIn: Readonly<Record<TaskStatus, readonly CommandType[]>> = {
  blocked: ['EditTask', 'ReassignTask', 'HoldTask', 'SkipTask', 'CancelTask'],
  ready: ['ClaimTasks', 'EditTask', 'ReassignTask', 'HoldTask', 'SkipTask', 'CancelTask'],
  claimed: ['StartAttempt', 'FailAttempt', 'ExpireClaim', ...atWork],
  running: [
    'StartGates',
    'OpenChange',
    'CompleteAttempt',
    'ProposeSplit',
    'FailAttempt',
    'ExpireClaim',
    ...atWork,
  ],
  verifying: [
    'ReportGate',
    'FeedBackAttempt',
    'OpenChange',
    'CompleteAttempt',
    'ProposeSplit',
    'FailAttempt',
    'ExpireClaim',
    ...atWork,
  ],
  reviewing: ['ReviewChange', 'SkipTask', 'CancelTask'],
  merging: [
    'ReviewChange',
    'ClaimLanding',
    'PrepareLanding',
    'RecordLanding',
    'VoidLanding',
    'FailLanding',
    'SkipTask',
    'CancelTask',
  ],
  done: [],
  failed: ['RetryTask', 'SkipTask'],
  cancelled: ['RetryTask', 'SkipTask'],
};

export function allowedFor(task: TaskState): readonly CommandType[] {
  const status = statusOf(task);
  if (status === 'cancelled' && task.splitInto) return [];
  const allowed = allowedIn[status];
  if (!task.held) return allowed;
  const release: readonly CommandType[] = task.proposal ? ['AcceptSplit', 'RejectSplit'] : ['ReleaseTask'];
  return [...allowed.filter((type) => type !== 'ClaimTasks'), ...release];
}

/** The events that put a task where it is. */
export function proofOf({ life, readyRef, added, held }: TaskState): Refusal['proof'] {
  const where =
    life.status === 'working'
      ? life.attempt.claimed
      : 'ref' in life
        ? life.ref
        : life.status === 'ready'
          ? readyRef
          : added;
  return [...(where ? [where] : []), ...(held ? [held.ref] : [])];
}

type Grounds = NonNullable<Parameters<typeof refuse>[2]>;

/** A refusal that says where the task stands, what may be done with it there, and what put it there. */
export const refuseFor = (task: TaskState, code: Refusal['code'], message: string, grounds: Grounds = {}) =>
  refuse(code, message, {
    state: statusOf(task),
    allowed: allowedFor(task),
    proof: proofOf(task),
    ...grounds,
  });
