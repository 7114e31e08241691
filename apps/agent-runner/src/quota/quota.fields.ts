import { durationOf, epochFrom, returnIn, type Clock } from './quota.words.ts';

/** A field of an error or of the headers that it carries; `name` in small letters without `-` and `_`. */
type Field = { readonly name: string; readonly value: string | number };

const DEEPEST = 6;
const MOST_FIELDS = 500;

/**
 * The moment that typed fields name: headers as they came (`retry-after`, `x-ratelimit-reset`, `anthropic-ratelimit-…-reset`,
 * …), and what agents make of them (`retryAfterMs`, `resetsAt`, `retryDelay`). Null: none names one.
 */
export function returnFrom(data: unknown, clock: Clock): number | null {
  const fields = [...fieldsIn(data)].slice(0, MOST_FIELDS);
  const valueOf = (name: string) => fields.find((field) => field.name === name)?.value;
  return (
    first([afterMs(valueOf('retryafterms'), clock)]) ??
    first(['retryafter', 'retrydelay', 'resetsinseconds'].map((name) => after(valueOf(name), clock))) ??
    first(
      ['anthropicratelimitunifiedreset', 'resetsat', 'resetat'].map((name) =>
        moment(valueOf(name), clock, true),
      ),
    ) ??
    latestReset(fields, clock)
  );
}

const first = (moments: readonly (number | null)[]): number | null =>
  moments.find((moment) => moment !== null) ?? null;

/** Several limits may be used up: it is the last of those that says when the next request is taken. */
function latestReset(fields: readonly Field[], clock: Clock): number | null {
  const resets = fields.filter(({ name }) => /ratelimit\w*reset|^reset(requests|tokens)?$/.test(name));
  const isUsedUp = ({ name }: Field) =>
    fields.some((other) => other.name === name.replace('reset', 'remaining') && Number(other.value) === 0);
  const usedUp = resets.filter(isUsedUp);
  const counted = usedUp.length > 0 ? usedUp : resets.filter(({ name }) => !/unified\d+[hd]/.test(name));
  const moments = counted.flatMap(({ value }) => moment(value, clock) ?? []);
  return moments.length > 0 ? Math.max(...moments) : null;
}

type Value = string | number | undefined;

const afterMs = (value: Value, { now }: Clock): number | null =>
  value !== undefined && Number.isFinite(Number(value)) ? now + Number(value) : null;

/** Seconds, a duration (`34s`), or a date: what `retry-after` may be. */
function after(value: Value, clock: Clock): number | null {
  if (value === undefined) return null;
  const ms = durationOf(String(value));
  return ms !== null && !/\d{4}/.test(String(value).replace(/^\d+$/, ''))
    ? clock.now + ms
    : moment(value, clock);
}

/** An instant, an epoch in seconds or milliseconds, a duration (`6m0s`), or a small number of seconds from now unless `isAbsolute`. */
function moment(value: Value, clock: Clock, isAbsolute = false): number | null {
  if (value === undefined || value === '') return null;
  const number = Number(value);
  if (number > 1e9) return epochFrom(number);
  if (Number.isFinite(number)) return isAbsolute ? null : clock.now + number * 1000;
  const at = returnIn(String(value), clock) ?? returnIn(`until ${String(value)}`, clock);
  if (at !== null) return at;
  const ms = durationOf(String(value));
  return ms === null ? null : clock.now + ms;
}

/** Every field of a value, however deep, texts that are JSON included. */
function* fieldsIn(value: unknown, depth = 0): Generator<Field, void, undefined> {
  if (depth > DEEPEST) return;
  if (typeof value === 'string' && /^\s*[{[]/.test(value)) return yield* fieldsIn(parsed(value), depth + 1);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value) && value.length === 2 && typeof value[0] === 'string')
    yield* fieldOf(value[0], value[1]);
  for (const [key, member] of Object.entries(value)) {
    yield* fieldOf(key, member);
    yield* fieldsIn(member, depth + 1);
  }
}

function* fieldOf(key: string, value: unknown): Generator<Field, void, undefined> {
  if (typeof value !== 'string' && typeof value !== 'number') return;
  yield { name: key.toLowerCase().replace(/[-_ ]/g, ''), value };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
