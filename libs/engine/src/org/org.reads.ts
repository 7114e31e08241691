import {
  partsOf,
  type Actor,
  type AttemptId,
  type ChangeId,
  type Instant,
  type PlanId,
  type Ref,
  type RepoId,
  type RunnerId,
  type TaskKey,
} from '@headrace/events';
import type { AttemptState, EndedAttempt } from '../attempt/attempt.state.ts';
import type { ChangeState } from '../change/change.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import type { RepoState } from '../repo/repo.state.ts';
import type { RunnerState } from '../runner/runner.state.ts';
import type { TaskState } from '../task/task.state.ts';
import type { OrgState } from './org.state.ts';

export type Delegation = {
  readonly from: Actor;
  readonly to: Actor;
  readonly until: Instant;
  readonly position: number;
};

/* What hosts may look up to answer a command. They never write to it. */

export const repoOf = (state: OrgState, repoId: RepoId): Readonly<RepoState> | null =>
  state.repos.get(repoId) ?? null;

export const runnerOf = (state: OrgState, runnerId: RunnerId): Readonly<RunnerState> | null =>
  state.runners.get(runnerId) ?? null;

export const planOf = (state: OrgState, planId: PlanId): Readonly<PlanState> | null =>
  state.plans.get(planId) ?? null;

/** Where a plan was archived; null: it was not. */
export const archivedAt = (state: OrgState, planId: PlanId): Ref | null => state.archived.get(planId) ?? null;

export function taskOf(state: OrgState, key: TaskKey): Readonly<TaskState> | null {
  const { planId, taskId } = partsOf(key);
  return state.plans.get(planId)?.tasks.get(taskId) ?? null;
}

/** The attempt while it is at work; null when it has ended or never was. */
export function attemptOf(state: OrgState, attemptId: AttemptId): Readonly<AttemptState> | null {
  const attempt = taskOfAttempt(state, attemptId)?.life;
  return attempt?.status === 'working' && attempt.attempt.attemptId === attemptId ? attempt.attempt : null;
}

/** How an attempt ended; null while it is at work or when it never was. */
export function endOf(state: OrgState, attemptId: AttemptId): EndedAttempt | null {
  const { fence } = partsOf(attemptId);
  return taskOfAttempt(state, attemptId)?.ended.find((ended) => ended.fence === fence) ?? null;
}

export const changeOf = (state: OrgState, changeId: ChangeId): Readonly<ChangeState> | null =>
  state.changes.get(changeId) ?? null;

/** The attempts that a runner has at work: what its heartbeats must name. */
export const attemptsOn = (state: OrgState, runnerId: RunnerId): readonly AttemptState[] =>
  [...state.attempts].filter((attempt) => attempt.runnerId === runnerId);

/** Who may give whose approvals, and until when, which may be over. */
export const delegationsOf = ({ delegations }: OrgState): readonly Delegation[] =>
  [...delegations].flatMap(([to, byWhom]) =>
    [...byWhom].map(([from, { until, ref }]) => ({ from, to, until, position: ref.position })),
  );

function taskOfAttempt(state: OrgState, attemptId: AttemptId): TaskState | null {
  const { planId, taskId } = partsOf(attemptId);
  return state.plans.get(planId)?.tasks.get(taskId) ?? null;
}
