import type { FailureClass, Instant } from '@headrace/events';
import { quotaUntil } from './quota.ts';

/** Why an attempt cannot go on, in the classes that the engine has a policy for. */
export class AttemptFailure extends Error {
  readonly class: FailureClass;
  readonly quotaUntil: Instant | null;
  readonly feedback: string | null;
  readonly fingerprint: string | null;
  constructor(
    failureClass: FailureClass,
    message: string,
    more: { quotaUntil?: Instant | null; feedback?: string; fingerprint?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.class = failureClass;
    this.quotaUntil = more.quotaUntil ?? null;
    this.feedback = more.feedback ?? null;
    this.fingerprint = more.fingerprint ?? null;
  }
}

/** What is known of an agent's error: the JSON-RPC error, its data, the end of its stderr. */
export type Symptoms = {
  readonly code?: number;
  readonly message: string;
  readonly data?: unknown;
  readonly now: number;
};

const inText: readonly (readonly [FailureClass, RegExp])[] = [
  [
    'context',
    /context.?(length|window|exceeds|limit)|prompt is too long|maximum number of tokens|ran out of room/i,
  ],
  [
    'quota',
    /\b429\b|rate.?limit|quota|usage limit|too many requests|RESOURCE_EXHAUSTED|insufficient.{0,10}credit/i,
  ],
  ['auth', /\b40[13]\b|api.?key|unauthori[sz]ed|authenticat|please (run )?\S* ?log ?in|not logged in/i],
  [
    'infrastructure',
    /\b5\d\d\b|overload|disconnect|ECONNRE|ENOTFOUND|EAI_AGAIN|socket hang up|timeout waiting|fetch failed/i,
  ],
];

const inHint: readonly (readonly [FailureClass, RegExp])[] = [
  ['context', /ContextOverflow|context_overflow|context_length/],
  ['quota', /rate_limit|quota|insufficient_quota|usage_limit/],
  ['auth', /authentication|unauthorized|permission_error|auth/],
  ['infrastructure', /overloaded|server_error|api_error|unavailable/],
];

/** Typed hints first, then the JSON-RPC code, then the words; an error that says nothing of these is a crash. */
export function failureOf(symptoms: Symptoms): AttemptFailure {
  const failureClass = classOf(symptoms);
  const message = symptoms.message.replace(/\s+/g, ' ').slice(0, 1500);
  if (failureClass !== 'quota') return new AttemptFailure(failureClass, message);
  return new AttemptFailure('quota', message, {
    quotaUntil: quotaUntil(symptoms.message, symptoms.data, symptoms.now),
  });
}

function classOf({ code, message, data }: Symptoms): FailureClass {
  const hint = hintIn(data);
  const byHint = inHint.find(([, pattern]) => pattern.test(hint));
  if (byHint) return byHint[0];
  if (code === -32000 || code === 401) return 'auth';
  return troubleIn(`${message} ${detailsIn(data)}`.replace(/Internal error:?/g, '')) ?? 'crashed';
}

/** The class that a text speaks of; null: it speaks of something else. */
export const troubleIn = (text: string): FailureClass | null =>
  inText.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

type Data = { class?: unknown; errorKind?: unknown; errorName?: unknown; details?: unknown };

function hintIn(data: unknown): string {
  const { class: kind, errorKind, errorName } = fieldsOf(data);
  return [kind, errorKind, errorName].filter((each) => typeof each === 'string').join(' ');
}

function detailsIn(data: unknown): string {
  const { details } = fieldsOf(data);
  return typeof details === 'string' ? details : '';
}

const fieldsOf = (data: unknown): Data => (typeof data === 'object' && data !== null ? data : {});
