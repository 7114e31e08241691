import { counted, after, msBetween, type OnExpiry, type ReviewTerms } from '@headrace/events';
import type { AttemptState } from '../attempt/attempt.state.ts';
import type { ChangeState } from '../change/change.state.ts';
import { queueFor } from '../change/change.queue.ts';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { distinct } from '../refuse.ts';
import { dividedWord, type TaskState } from '../task/task.state.ts';
import type { Now, Reason } from './reason.ts';
import { stopReason } from './why.claimable.ts';

/** Where a task is that somebody works on, and how one ended that is over. */
export function progressReasons(
  state: OrgState,
  plan: PlanState,
  task: TaskState,
  now: Now,
): readonly Reason[] {
  const { life } = task;
  if (life.status === 'working') return [attemptReason(life.attempt, now)];
  const change = 'changeId' in life ? state.changes.get(life.changeId) : undefined;
  if (change)
    return life.status === 'reviewing'
      ? [reviewReason(change)]
      : [...stopReason(state), landingReason(state, change)];
  return [endReason(plan, task)];
}

function attemptReason(attempt: AttemptState, { at }: Now): Reason {
  const { attemptId, runnerId, agent, step, since, round, claimed, leaseMs } = attempt;
  const missing = [...attempt.gates.keys()].filter(
    (gate) => attempt.verdicts.get(gate)?.verdict !== 'passed',
  );
  const rounds =
    step === 'verifying'
      ? ` Gates, round ${round}: ${missing.length > 0 ? `not passed yet: ${missing.join(', ')}` : 'all passed'}.`
      : '';
  return {
    kind: 'attempt',
    text: `Attempt ${attemptId} is ${step} on runner ${runnerId} with ${agent} for ${Math.round(msBetween(since, at) / 1000)} s.${rounds}`,
    data: {
      attemptId,
      runnerId,
      agent,
      step,
      since,
      round,
      missing,
      leaseMs,
      leaseEndsWithoutHeartbeats: after(since, leaseMs),
    },
    proof: [claimed, ...[...attempt.verdicts.values()].map(({ ref }) => ref)],
    change: 'A change that passes its gates, a failure, or the runner going silent.',
  };
}

function reviewReason(change: ChangeState): Reason {
  const { changeId, approvals, approvers, terms, ref, asked, opened } = change;
  const missing = approvals - approvers.size;
  const { from = [], fourEyes = false, expiresAt = null, then = null } = terms ?? {};
  return {
    kind: 'review',
    text: `Change ${changeId} has ${approvers.size} of ${counted(approvals, 'approval')}.${deadlineWords(terms)}`,
    data: {
      ...{ changeId, approvals, missing, approvers: [...approvers.keys()] },
      ...{ from, fourEyes, expiresAt, then },
    },
    proof: distinct([opened, ref, asked, ...approvers.values()]),
    change: `${counted(missing, 'more approval')}, by ${whoApproves(from, fourEyes)}.`,
  };
}

function whoApproves(from: readonly string[], fourEyes: boolean): string {
  const who = from.length > 0 ? from.join(' or ') : fourEyes ? 'a person' : 'a person or a policy';
  return fourEyes ? `${who}, and not who submitted the plan or edited the task` : who;
}

function deadlineWords(terms: ReviewTerms | null): string {
  if (!terms?.expiresAt) return '';
  const { expiresAt, then } = terms;
  return then ? ` At ${expiresAt} ${lapses[then]}.` : ` It is overdue since ${expiresAt}.`;
}

const lapses: Readonly<Record<OnExpiry, string>> = {
  reject: 'it is sent back',
  escalate: 'others are asked',
  hold: 'it is overdue',
};

function landingReason(state: OrgState, change: ChangeState): Reason {
  const { changeId, target, landing, prepared, obstructed, ref } = change;
  const queue = [...(queueFor(state, change)?.changes ?? [])];
  const before = queue.slice(0, queue.indexOf(change));
  if (before.length > 0)
    return {
      kind: 'queue',
      text: `Change ${changeId} is number ${before.length + 1} in the queue of ${target}.`,
      data: {
        changeId,
        target,
        before: before.slice(0, 10).map((other) => other.changeId),
        place: before.length + 1,
      },
      proof: [ref, ...before.slice(0, 10).map((other) => other.ref)],
      change: 'The changes before it landing or being sent back.',
    };
  if (!landing && obstructed)
    return {
      kind: 'landing',
      text: `Change ${changeId} is the next to land on ${target}; its last landing was stopped: ${obstructed.note || 'no reason was given.'}`,
      data: { changeId, target, result: prepared?.result ?? null, note: obstructed.note },
      proof: [ref, obstructed.ref],
      change: 'What stands in the way being removed; runners try again by themselves.',
    };
  if (!landing)
    return {
      kind: 'landing',
      text: `Change ${changeId} is the next to land on ${target}; no runner has claimed its landing.${prepared ? ' What an earlier claim prepared may be on the branch already.' : ''}`,
      data: { changeId, target, result: prepared?.result ?? null },
      proof: [ref, ...(prepared ? [prepared.ref] : [])],
      change: 'A runner claiming it.',
    };
  return {
    kind: 'landing',
    text: `Runner ${landing.runnerId} lands change ${changeId} on ${target}${prepared ? ': prepared, to be pushed' : ''}.`,
    data: {
      changeId,
      target,
      runnerId: landing.runnerId,
      since: landing.since,
      result: prepared?.result ?? null,
    },
    proof: [ref, landing.ref, ...(prepared ? [prepared.ref] : [])],
    change: 'The push, or the branch moving.',
  };
}

function endReason(plan: PlanState, task: TaskState): Reason {
  const { life, splitInto, lastFailure, ended } = task;
  const attempts = ended.length;
  const text = task.removed
    ? 'An edit took it out of the plan.'
    : splitInto
      ? `It was ${dividedWord(plan, splitInto)} into ${splitInto.join(', ')}.`
      : life.status === 'failed'
        ? `${lastFailure}`
        : life.status === 'cancelled'
          ? 'It was cancelled.'
          : `Done after ${counted(attempts, 'attempt')}.`;
  return {
    kind: 'end',
    text,
    data: { status: life.status, attempts, splitInto: splitInto ?? null, plan: plan.status },
    proof: [...('ref' in life ? [life.ref] : []), ...ended.slice(-1).map(({ ref }) => ref)],
    change: splitInto || task.removed || life.status === 'done' ? 'Nothing.' : 'Somebody retrying it.',
  };
}
