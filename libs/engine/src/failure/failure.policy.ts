import {
  after,
  type FailureClass,
  type FailurePolicies,
  type FailureThen,
  type Instant,
} from '@headrace/events';
import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from '../task/task.state.ts';

/** What follows a failure: the standard, with what the plan says otherwise and then what the task says otherwise. */
export type Policy = {
  readonly then: FailureThen;
  /** Failures of its class before the task fails; null: only `maxAttempts` counts. */
  readonly attempts: number | null;
  readonly backoff: Required<NonNullable<NonNullable<FailurePolicies[FailureClass]>['backoff']>>;
};

const BACKOFF = { firstSeconds: 2, factor: 2, maxSeconds: 300, jitter: 0.5 };
/** Providers count in windows of hours: to ask more often is not to be served sooner. */
const QUOTA_BACKOFF = { firstSeconds: 900, factor: 2, maxSeconds: 3600, jitter: 0 };

const retry: Policy = { then: 'retry', attempts: null, backoff: BACKOFF };
const feedback: Policy = { then: 'feedback', attempts: null, backoff: BACKOFF };
const ask: Policy = { then: 'ask', attempts: null, backoff: BACKOFF };

/** docs/plan-file.md has the same table. */
export const standardPolicies: Readonly<Record<FailureClass, Policy>> = {
  crashed: retry,
  timeout: retry,
  infrastructure: retry,
  gate: feedback,
  empty: feedback,
  context: feedback,
  conflict: feedback,
  quota: { then: 'wait', attempts: null, backoff: QUOTA_BACKOFF },
  auth: ask,
  refused: ask,
};

type Said = Pick<TaskState, 'policies'>;
type Plan = { readonly defaults: Pick<PlanState['defaults'], 'failures'> };

export function policyFor(plan: Plan, { policies }: Said, failure: FailureClass): Policy {
  const standard = standardPolicies[failure];
  const byPlan = plan.defaults.failures?.[failure];
  const byTask = policies?.[failure];
  if (!byPlan && !byTask) return standard;
  return {
    then: byTask?.then ?? byPlan?.then ?? standard.then,
    attempts: byTask?.attempts ?? byPlan?.attempts ?? standard.attempts,
    backoff: { ...standard.backoff, ...byPlan?.backoff, ...byTask?.backoff },
  };
}

/** A failure that waits for somebody else, a provider or a person, is no attempt of the agent's. */
export const isCounted = ({ then }: Policy): boolean => then !== 'wait' && then !== 'ask';

/** Failures that look the same, one after the other, before a person is asked. */
export const LOOP_LENGTH = 3;

/** `earlier`: failures of the class before this one. `random`: from 0 up to 1, from the command's facts; without it the wait is whole. */
export function backoffMs({ backoff }: Policy, earlier: number, random = 0): number {
  const { firstSeconds, factor, maxSeconds, jitter } = backoff;
  const whole = Math.min(firstSeconds * factor ** earlier, maxSeconds) * 1000;
  return Math.round(whole * (1 - jitter * random));
}

/** When the provider said that its quota returns, if that is still to come; else after the backoff. */
export const quotaReturns = (at: Instant, named: Instant | null, waitMs: number): Instant =>
  named !== null && named > at ? named : after(at, waitMs);
