import type { FailureClass, Instant } from '@headrace/events';
import { clockHere, quotaUntil } from '../quota/quota.until.ts';

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
    /\b429\b|rate.?limit|quota|usage.?limit|too many requests|RESOURCE_EXHAUSTED|(insufficient|out of).{0,10}credit|hit your .{0,20}limit|(hour|session|weekly|daily|opus|request) limit reached/i,
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
export const failureOf = (symptoms: Symptoms): AttemptFailure => failureIn(classOf(symptoms), symptoms);

/** A failure whose class is known, with what its class needs: until when there is no quota, what the next attempt is told. */
export function failureIn(failureClass: FailureClass, { message, data, now }: Symptoms): AttemptFailure {
  const inShort = message.replace(/\s+/g, ' ').slice(0, 1500);
  if (failureClass === 'quota')
    return new AttemptFailure('quota', inShort, { quotaUntil: quotaUntil(message, data, clockHere(now)) });
  if (failureClass === 'context')
    return new AttemptFailure('context', inShort, { feedback: tooMuch(inShort) });
  return new AttemptFailure(failureClass, inShort);
}

const tooMuch = (message: string): string =>
  [
    `An earlier attempt did not fit the model's context: ${message}`,
    'Work in small steps: read parts of files rather than whole ones, print little, and leave out what the task does not need.',
  ].join('\n');

/**
 * Of the end of a command's output only what nothing but a provider says: a program under test may well print "429". Null:
 * it does not speak of a quota.
 */
export function quotaIn(end: string, now: number): AttemptFailure | null {
  const isOut =
    /hit your .{0,20}limit|usage.?limit.{0,20}reached|(hour|session|weekly|daily) limit reached|exceeded your current quota|429 too many requests/i;
  return isOut.test(end) ? failureIn('quota', { message: end, now }) : null;
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

type Data = { class?: unknown; errorKind?: unknown; errorName?: unknown; details?: unknown; type?: unknown };

function hintIn(data: unknown): string {
  const { class: kind, errorKind, errorName, type } = fieldsOf(data);
  return [kind, errorKind, errorName, type].filter((each) => typeof each === 'string').join(' ');
}

function detailsIn(data: unknown): string {
  const { details } = fieldsOf(data);
  return typeof details === 'string' ? details : '';
}

const fieldsOf = (data: unknown): Data => (typeof data === 'object' && data !== null ? data : {});
