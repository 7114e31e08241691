import { errors, type ErrorCode, type ProblemDocument } from '@headrace/events';

type More = Partial<Pick<ProblemDocument, 'path' | 'expected'>>;

/** Thrown where a request cannot be answered otherwise; the filter turns it into a document. */
export class ProblemError extends Error {
  readonly code: ErrorCode;
  readonly more: More;
  /** Seconds, for the header Retry-After. */
  readonly retryAfterS: number | null;

  constructor(code: ErrorCode, detail: string, more: More = {}, retryAfterS: number | null = null) {
    super(detail);
    this.code = code;
    this.more = more;
    this.retryAfterS = retryAfterS;
  }
}

/** RFC 9457, with what our registry says about the code. */
export function problemDocument(
  { code, message, more }: ProblemError,
  correlation?: string,
): ProblemDocument {
  const { status, title, hint } = errors[code];
  return {
    ...{ type: `urn:headrace:${code}`, title, status, code, detail: message, hint, ...more },
    ...(correlation ? { correlation } : {}),
  };
}
