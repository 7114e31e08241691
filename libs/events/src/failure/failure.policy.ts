import { z } from 'zod';

/**
 * What follows a failure. `retry`: another attempt after a backoff. `feedback`: another attempt at once, told what failed.
 * `wait`: another attempt when the provider said that it has quota again, else after a backoff. `ask`: a person decides.
 * `stop`: the task fails.
 */
export const FailureThen = z.enum(['retry', 'feedback', 'wait', 'ask', 'stop']);
export type FailureThen = z.infer<typeof FailureThen>;

/** The n-th wait is `firstSeconds * factor^(n-1)`, at most `maxSeconds`, of which up to the share `jitter` is taken away at random. */
export const Backoff = z.strictObject({
  firstSeconds: z.number().min(0).max(86_400).optional(),
  factor: z.number().min(1).max(100).optional(),
  maxSeconds: z.number().min(0).max(604_800).optional(),
  jitter: z.number().min(0).max(1).optional(),
});
export type Backoff = z.infer<typeof Backoff>;

export const FailurePolicy = z.strictObject({
  then: FailureThen.optional(),
  /** Failures of this class after which the task fails, whatever `maxAttempts` leaves. */
  attempts: z.number().int().min(1).max(100).optional(),
  backoff: Backoff.optional(),
});
export type FailurePolicy = z.infer<typeof FailurePolicy>;

/** Why a try ended without a result; each class has its policy (docs/plan-file.md, "Failures"). */
export const FailureClass = z.enum([
  'crashed',
  'timeout',
  'gate',
  'conflict',
  'quota',
  'auth',
  'context',
  'refused',
  'empty',
  'infrastructure',
]);
export type FailureClass = z.infer<typeof FailureClass>;

/** What is said otherwise than the standard; whatever is left out stays as it is. */
export const FailurePolicies = z.partialRecord(FailureClass, FailurePolicy);
export type FailurePolicies = z.infer<typeof FailurePolicies>;
