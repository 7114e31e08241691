import {
  fail,
  type AttemptCommand,
  type ChangeCommand,
  type CommandType,
  type Refusal,
  type TaskCommand,
} from '@headrace/events';
import { isProven } from '../attempt/attempt.gates.ts';
import { headOf, queueFor } from '../change/change.queue.ts';
import { isReviewable, type ChangeState } from '../change/change.state.ts';
import { isReached } from '../offer/cap.ts';
import { isShut, obstacleOf } from '../offer/offer.index.ts';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { isBeingPushed } from './task.cancel.ts';
import { attemptAt, isOver, isRetriable, isUntouched, statusOf, type TaskState } from './task.state.ts';

export type Where = { readonly state: OrgState; readonly plan: PlanState; readonly task: TaskState };
type When = (where: Where) => boolean;

/**
 * What may be done with a task where it stands: when each command, with the right fields and in its time, has an effect on
 * it. docs/states.md says which. A new command is a compile error here.
 */
const mayTask: { readonly [T in (TaskCommand | AttemptCommand)['type']]: When } = {
  EditTask: ({ task }) => isUntouched(task),
  HoldTask: ({ task }) => isStoppable(task) && task.held?.until !== null,
  ReleaseTask: ({ task }) => task.held !== null && !task.proposal,
  WakeTask: ({ task }) => task.held !== null && task.held.until !== null,
  AcceptSplit: ({ task }) => proposes(task, 'SplitProposed'),
  RejectSplit: ({ task }) => proposes(task, 'SplitProposed'),
  DecomposeTask: ({ plan, task }) => isUntouched(task) && !task.proposal && isActive(plan),
  AcceptDecomposition: ({ task }) => proposes(task, 'DecompositionProposed'),
  RejectDecomposition: ({ task }) => proposes(task, 'DecompositionProposed'),
  CancelTask: ({ state, task }) => !isOver(task) && !isBeingPushed(state, task),
  RetryTask: ({ plan, task }) => isRetriable(task) && plan.status !== 'ending',
  SkipTask: (where) => isSkippable(where),
  ReassignTask: ({ task }) => isStoppable(task),
  ClaimTasks: (where) => isClaimable(where),
  StartAttempt: ({ task }) => attemptAt(task)?.step === 'claimed',
  StartGates: ({ task }) => attemptAt(task)?.step === 'running',
  ReportGate: ({ task }) => isVerifying(task),
  FeedBackAttempt: ({ task }) =>
    attemptAt(task)?.step === 'verifying' && roundOf(task) <= task.feedbackRounds,
  OpenChange: (where) => where.task.change === 'required' && isReadyToEnd(where),
  CompleteAttempt: (where) => where.task.change === 'none' && isReadyToEnd(where),
  ProposeSplit: ({ task }) => task.change === 'required' && hasBegun(task),
  ProposeDecomposition: ({ task }) => hasBegun(task),
  FailAttempt: ({ task }) => attemptAt(task) !== null,
  ReportSalvage: ({ task }) => isUnsaved(task),
  ExpireClaim: ({ task }) => attemptAt(task) !== null,
};

type WhenOfChange = (change: ChangeState, state: OrgState) => boolean;

const mayChange: { readonly [T in ChangeCommand['type']]: WhenOfChange } = {
  ReviewChange: (change) => isReviewable(change),
  ExpireReview: ({ status, terms }) => status === 'reviewing' && terms?.then != null,
  ClaimLanding: (change, state) => !state.stopped && isNext(change, state) && change.landing === null,
  PrepareLanding: ({ landing }, state) => !state.stopped && landing !== null,
  RecordLanding: ({ landing, prepared }) => landing !== null && prepared !== null,
  VoidLanding: ({ landing }) => landing !== null,
  FailLanding: ({ landing }) => landing !== null,
  ExpireLanding: ({ landing }) => landing !== null,
};

/** With the task, and with the change that it has under way. */
export function allowedFor(where: Where): readonly CommandType[] {
  const { state, task } = where;
  const { life } = task;
  const change = 'changeId' in life ? state.changes.get(life.changeId) : undefined;
  return [
    ...keys(mayTask).filter((type) => mayTask[type](where)),
    ...(change ? allowedWith(change, state) : []),
  ];
}

export const allowedWith = (change: ChangeState, state: OrgState): readonly CommandType[] =>
  keys(mayChange).filter((type) => mayChange[type](change, state));

const keys = <T extends CommandType>(table: Readonly<Record<T, unknown>>): readonly T[] =>
  Object.keys(table) as T[]; // they are literal

const proposes = ({ proposal }: TaskState, what: 'SplitProposed' | 'DecompositionProposed'): boolean =>
  proposal?.event.type === what;

const isActive = ({ status }: PlanState): boolean => status === 'running' || status === 'paused';

function isClaimable({ state: { offers, stopped, cap, attempts }, plan, task }: Where): boolean {
  const isOrgOpen = !stopped && !isReached(cap, attempts.size);
  return (
    isOrgOpen &&
    offers.entries.has(task) &&
    !isShut(plan, task.role) &&
    obstacleOf(offers, plan, task) === null
  );
}

/** What waits, and what is at work while its attempt may be ended. */
const isStoppable = (task: TaskState): boolean => isUntouched(task) || attemptAt(task) !== null;

function isSkippable({ state, plan, task }: Where): boolean {
  const isDecided =
    task.life.status === 'done' || task.splitInto !== null || task.removed !== null || task.proposal !== null;
  return isActive(plan) && !isDecided && !isBeingPushed(state, task);
}

/** Its last attempt was ended from outside, and nobody has said yet what was kept of it. */
const isUnsaved = (task: TaskState): boolean => {
  const last = task.ended.at(-1);
  return !attemptAt(task) && last?.saved === null && (last.end === 'cancelled' || last.end === 'expired');
};

const isVerifying = (task: TaskState): boolean => {
  const attempt = attemptAt(task);
  return attempt?.step === 'verifying' && attempt.gates.size > 0;
};

const hasBegun = (task: TaskState): boolean => (attemptAt(task)?.step ?? 'claimed') !== 'claimed';

const roundOf = (task: TaskState): number => attemptAt(task)?.round ?? 0;

function isReadyToEnd({ task }: Where): boolean {
  const attempt = attemptAt(task);
  return attempt !== null && hasBegun(task) && isProven({ attempt });
}

function isNext(change: ChangeState, state: OrgState): boolean {
  const queue = queueFor(state, change);
  return queue !== null && headOf(queue) === change;
}

/** The events that put a task where it is. */
export const proofOf = ({ moved, held }: TaskState): Refusal['proof'] => [moved, ...(held ? [held.ref] : [])];

type Grounds = NonNullable<Parameters<typeof refuse>[2]>;

/** A refusal that says where the task stands and what put it there; `explained` adds what may be done with it there. */
export const refuseFor = (task: TaskState, code: Refusal['code'], message: string, grounds: Grounds = {}) =>
  refuse(code, message, {
    ...grounds,
    state: statusOf(task),
    proof: [...(grounds.proof ?? []), ...proofOf(task)],
  });

/** A decision about a task; a refusal says what may be done instead, which depends on more than most deciders look at. */
export const explained = (decision: Decision, where: Where): Decision =>
  decision.ok
    ? decision
    : fail({
        ...decision.error,
        state: decision.error.state ?? statusOf(where.task),
        allowed: [...decision.error.allowed, ...allowedFor(where)],
      });
