import { instantOf, type Instant } from '@headrace/events';

/** Providers promise odd things; beyond this we would rather ask again. */
const LONGEST_MS = 14 * 24 * 3_600_000;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** When a provider says that its quota returns, from typed fields or its words; null: it does not say. */
export function quotaUntil(text: string, data: unknown, now: number): Instant | null {
  const at = fromData(data, now) ?? fromInstant(text) ?? fromEpoch(text) ?? fromDuration(text, now);
  if (at === null || !Number.isFinite(at) || at <= now || at - now > LONGEST_MS) return null;
  return instantOf(at);
}

function fromData(data: unknown, now: number): number | null {
  if (typeof data !== 'object' || data === null) return null;
  const { retryAfterMs, retryAfter, resetsAt } = data as Record<string, unknown>;
  if (typeof retryAfterMs === 'number') return now + retryAfterMs;
  if (typeof retryAfter === 'number') return now + retryAfter * 1000;
  if (typeof resetsAt === 'number') return resetsAt < 1e12 ? resetsAt * 1000 : resetsAt;
  if (typeof resetsAt === 'string') return Date.parse(resetsAt);
  return null;
}

function fromInstant(text: string): number | null {
  const [iso] = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)/.exec(text) ?? [];
  return iso ? Date.parse(iso) : null;
}

/** `usage limit reached|1764547200` */
function fromEpoch(text: string): number | null {
  const [, seconds] = /\|(\d{10})\b/.exec(text) ?? [];
  return seconds ? Number(seconds) * 1000 : null;
}

/** `retry after 30`, `try again in 1h2m`, `reset after 20 minutes` */
function fromDuration(text: string, now: number): number | null {
  const cue =
    /(?:retry[- ]?after|try again in|retry in|resets? (?:in|after)|wait)[:= ]+(?:about )?(.{1,40})/i.exec(
      text,
    );
  if (!cue?.[1]) return null;
  const unit = 'ms|milliseconds?|s|sec(?:ond)?s?|m|min(?:ute)?s?|h|hours?|d|days?';
  const parts = [...cue[1].matchAll(new RegExp(`(\\d+(?:\\.\\d+)?)\\s*(${unit})(?![a-z])`, 'gi'))];
  if (parts.length > 0)
    return now + parts.reduce((sum, [, n, name]) => sum + Number(n) * unitMs(name ?? 's'), 0);
  const [seconds] = /^\d+/.exec(cue[1]) ?? [];
  return seconds ? now + Number(seconds) * 1000 : null;
}

function unitMs(unit: string): number {
  const name = unit.toLowerCase();
  return UNIT_MS[name === 'ms' || name.startsWith('milli') ? 'ms' : name.charAt(0)] ?? 1000;
}
