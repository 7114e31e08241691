import type { ErrorCode } from '@headrace/events';

type ReadModelCode = Extract<ErrorCode, 'READ_MODEL_UNAVAILABLE' | 'POSITION_NOT_REACHED' | 'QUERY_INVALID'>;

export class ReadModelFailure extends Error {
  override readonly name = 'ReadModelFailure';
  readonly code: ReadModelCode;

  constructor(code: ReadModelCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Classes of SQLSTATE: connection, rolled back, resources, operator intervention, and tables that nobody has made yet. */
const awayStates = /^(08|40|53|57|3D000|3F000|42P01|28)/;
const awayCodes = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;
const awayWords =
  /Connection terminated|timeout expired|timeout exceeded when trying to connect|not queryable|has been closed|already released/;

/** Whether a query failed because Postgres is away, starting, or not filled yet; any other failure is a bug of ours. */
export function isAway(error: unknown): error is Error {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  return awayStates.test(code) || awayCodes.test(code) || awayWords.test(message);
}

/** SQLSTATE class 22, data exception: what a reader asked with cannot be a value there (NUL in a text, a number too large). */
export function isMisasked(error: unknown): error is Error {
  const { code } = (error ?? {}) as { code?: unknown };
  return error instanceof Error && typeof code === 'string' && code.startsWith('22');
}
