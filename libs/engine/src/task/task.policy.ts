import { after, type FailureClass, type Instant } from '@headrace/events';

/** What follows from a failure, beside another attempt while there is one left. */
export type Policy = {
  /** Whether it counts against `maxAttempts` and for the loop breaker. */
  readonly isCounted: boolean;
  /** The hold that the task gets; null: it is offered again at once. */
  readonly hold: 'retry' | 'quota' | 'auth' | null;
};

export const policyOf: Readonly<Record<FailureClass, Policy>> = {
  crashed: { isCounted: true, hold: 'retry' },
  timeout: { isCounted: true, hold: 'retry' },
  infrastructure: { isCounted: true, hold: 'retry' },
  gate: { isCounted: true, hold: null },
  empty: { isCounted: true, hold: null },
  context: { isCounted: true, hold: null },
  conflict: { isCounted: true, hold: null },
  quota: { isCounted: false, hold: 'quota' },
  auth: { isCounted: false, hold: 'auth' },
  refused: { isCounted: false, hold: 'auth' },
};

/** Failures that look the same, one after the other, before a person is asked. */
export const LOOP_LENGTH = 3;

const FIRST_BACKOFF_MS = 2000;
const LONGEST_BACKOFF_MS = 5 * 60_000;
const QUOTA_WAIT_MS = 15 * 60_000;

/** Doubles with each failure: 2 s after the first, 5 minutes at most. */
export const backoffMs = (earlierFailures: number): number =>
  Math.min(FIRST_BACKOFF_MS * 2 ** earlierFailures, LONGEST_BACKOFF_MS);

/** When the provider said that its quota returns, if that is still to come; else in 15 minutes. */
export const quotaReturns = (at: Instant, quotaUntil: Instant | null): Instant =>
  quotaUntil !== null && quotaUntil > at ? quotaUntil : after(at, QUOTA_WAIT_MS);
