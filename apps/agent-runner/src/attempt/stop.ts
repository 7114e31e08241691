/** What an agent has to end by itself, where nobody said how much: shared by every step from a polite word to a kill. */
const USUAL_GRACE_MS = 3000;

/**
 * Why an attempt is stopped from outside. `cancelled`: a person or its plan did. `lost`: another claim holds the task.
 * `rejected`: the orchestrator refused a report, so its end must be told another way. `shutdown`: this runner ends.
 */
export class Stopped extends Error {
  readonly kind: 'cancelled' | 'lost' | 'rejected' | 'shutdown';
  readonly graceMs: number;
  constructor(kind: Stopped['kind'], message: string, graceMs = USUAL_GRACE_MS) {
    super(message);
    this.kind = kind;
    this.graceMs = graceMs;
  }
}

/** From a polite word to closing its input, to TERM, to KILL: three steps share the grace. */
export const stepMsOf = ({ reason }: AbortSignal): number =>
  (reason instanceof Stopped ? reason.graceMs : USUAL_GRACE_MS) / 3;
