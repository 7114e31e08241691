import type { CommandType } from './command.ts';
import type { ErrorCode } from './errors.ts';
import type { Ref } from './event.ts';

/** A decider's no. `path` names the place in the command, `proof` the events that stand against it. */
export type Refusal = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path?: string;
  readonly expected?: string;
  /** The state of the thing that the command was for. */
  readonly state?: string;
  readonly allowed: readonly CommandType[];
  readonly proof: readonly Ref[];
  /** Every problem of a document, where a command carries one. */
  readonly problems?: readonly Problem[];
};

/** One problem of a plan file. `path` as in `tasks[3].needs[0]`. */
export type Problem = {
  readonly code: ErrorCode;
  readonly path: string;
  readonly message: string;
  readonly expected?: string;
  /** The nearest valid name. */
  readonly nearest?: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
};
