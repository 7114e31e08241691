import type { ErrorCode } from '../errors.ts';
import { BrokerError } from './broker.error.ts';

/**
 * What became of an append that was not acknowledged. `refused`: it is not in the log and never will be. `unknown`: it
 * may be there; `recover()` finds out.
 */
export type AppendOutcome = 'refused' | 'unknown';

/** Errors: LOG_UNAVAILABLE, LOG_FULL, STEPPED_DOWN (somebody else writes this shard), DECISION_TOO_LARGE. */
export class AppendError extends BrokerError {
  readonly outcome: AppendOutcome;

  constructor(outcome: AppendOutcome, code: ErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.name = 'AppendError';
    this.outcome = outcome;
  }
}
