import pRetry from 'p-retry';
import { Refused, Unreachable } from './orchestrator.ts';

/** A fault of theirs that repeats is not mended by asking once more; an absence is. */
const FAULTS = 20;

export type Patience = {
  readonly signal: AbortSignal;
  readonly firstMs?: number;
  readonly longestMs?: number;
  readonly onWait?: (error: Unreachable) => void;
};

/** Asks until there is an answer, for hours if need be. Errors: Refused, and the signal's reason. */
export async function untilAnswered<T>(ask: () => Promise<T>, patience: Patience): Promise<T> {
  let faults = 0;
  return pRetry(ask, {
    retries: Infinity,
    minTimeout: patience.firstMs ?? 100,
    maxTimeout: patience.longestMs ?? 5000,
    factor: 2,
    randomize: true,
    signal: patience.signal,
    onFailedAttempt: ({ error }) => {
      if (error instanceof Unreachable) patience.onWait?.(error);
    },
    shouldRetry: ({ error }) => {
      if (!(error instanceof Unreachable)) return false;
      if (error.status !== 500) return true;
      faults += 1;
      if (faults >= FAULTS) throw new Refused(fault(error.message));
      return true;
    },
  });
}

const fault = (detail: string) => ({
  type: 'about:blank',
  title: 'A fault of the orchestrator',
  status: 500,
  code: 'INTERNAL',
  detail,
  hint: 'See its log.',
});
