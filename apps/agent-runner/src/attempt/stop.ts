/**
 * Why an attempt is stopped from outside. `cancelled`: a person or its plan did. `lost`: another claim holds the task.
 * `rejected`: the orchestrator refused a report, so its end must be told another way. `shutdown`: this runner ends.
 */
export class Stopped extends Error {
  readonly kind: 'cancelled' | 'lost' | 'rejected' | 'shutdown';
  constructor(kind: Stopped['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
