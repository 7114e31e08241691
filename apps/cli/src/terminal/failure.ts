import { errors, type ErrorCode, type Problem, type ProblemDocument } from '@headrace/events';

/** Where it went wrong and what was expected there; where what it is about stands, what proves that, and what it allows. */
export type Grounds = Pick<ProblemDocument, 'path' | 'expected' | 'state' | 'allowed' | 'proof'>;

/** What a command ends with when it cannot do what was asked: a code, what happened, what to do. */
export class Failure extends Error {
  readonly code: string;
  readonly hint: string;
  readonly problems: readonly Problem[];
  readonly grounds: Grounds;

  constructor(
    code: ErrorCode | (string & {}),
    detail: string,
    more: { hint?: string; problems?: readonly Problem[]; grounds?: Grounds } = {},
  ) {
    super(detail);
    this.code = code;
    this.hint = more.hint ?? (Object.hasOwn(errors, code) ? errors[code as ErrorCode].hint : '');
    this.problems = more.problems ?? [];
    this.grounds = more.grounds ?? {};
  }
}

/** Whether it may be gone by itself in a moment: something is away, being started, or has not caught up. */
export function isPassing(error: unknown): error is Failure {
  if (!(error instanceof Failure) || !Object.hasOwn(errors, error.code)) return false;
  return [503, 504].includes(errors[error.code as ErrorCode].status);
}

/** Exit codes; docs/cli.md is their contract. */
export const exitCodes = {
  ok: 0,
  refused: 1,
  usage: 2,
  unreachable: 3,
  invalid: 4,
  unproven: 5,
  interrupted: 130,
} as const;

export function exitCodeOf(code: string): number {
  if (code === 'USAGE') return exitCodes.usage;
  if (code === 'INTERRUPTED') return exitCodes.interrupted;
  if (code === 'ORCHESTRATOR_UNREACHABLE' || code === 'NATS_UNAVAILABLE' || code === 'POSTGRES_UNAVAILABLE')
    return exitCodes.unreachable;
  if (code === 'PLAN_INVALID' || code === 'PLAN_TOO_LARGE' || code === 'PLAN_EMPTY') return exitCodes.invalid;
  if (code === 'AUDIT_FAILED') return exitCodes.unproven;
  return exitCodes.refused;
}
