import { errors, type ErrorCode, type ProblemDocument, type Refusal } from '@headrace/events';

type More = Partial<
  Pick<ProblemDocument, 'path' | 'expected' | 'state' | 'allowed' | 'proof' | 'problems' | 'detail'>
>;

/** Thrown at the edges, where a request cannot be answered otherwise; the filter turns it into a document. */
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

/** What a document needs; an Error is dear, and most refusals are never thrown. */
export type ProblemLike = Pick<ProblemError, 'code' | 'message' | 'more'>;

export const problemOf = (refusal: Refusal): ProblemLike => ({
  code: refusal.code,
  message: refusal.message,
  more: moreOf(refusal),
});

export const refused = (refusal: Refusal): ProblemError =>
  new ProblemError(refusal.code, refusal.message, moreOf(refusal));

/** RFC 9457, with what our registry says about the code. */
export function problemDocument({ code, message, more }: ProblemLike, correlation?: string): ProblemDocument {
  const { status, title, hint } = errors[code];
  return {
    type: `urn:headrace:${code}`,
    title,
    status,
    code,
    detail: message,
    hint,
    ...more,
    ...(correlation ? { correlation } : {}),
  };
}

function moreOf({ path, expected, state, allowed, proof, problems }: Refusal): More {
  return {
    ...(path === undefined ? {} : { path }),
    ...(expected === undefined ? {} : { expected }),
    ...(state === undefined ? {} : { state }),
    ...(problems === undefined ? {} : { problems: [...problems] }),
    allowed: [...allowed],
    proof: [...proof],
  };
}
