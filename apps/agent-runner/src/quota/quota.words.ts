import { epochOf, wallTimeIn, zoneNamed, type WallTime } from './wall.clock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A moment just past: clocks differ, and to wait for the same time of tomorrow would be a day too long. */
const JUST_PAST_MS = 10 * MINUTE;
const SHORTLY_MS = MINUTE;

/** What the words of a provider are read with. `zone`: of the machine that the agent runs on. */
export type Clock = { readonly now: number; readonly zone: string };

/** The moment that a text names for the return of a quota, in epoch milliseconds; null: it names none that is to come. */
export function returnIn(text: string, clock: Clock): number | null {
  const { now } = clock;
  const named = [instantIn, httpDateIn, epochIn, durationIn, clockTimeIn].map((read) => read(text, clock));
  return named.find((at) => at !== null && at > now) ?? null;
}

/** `2026-11-20T14:05Z`, `2026-11-20 14:05:00+05:30`; without a zone it is the agent's. */
function instantIn(text: string, { zone }: Clock): number | null {
  const found =
    /\b(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?/.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, offset] = found;
  const wall = {
    ...{ year: Number(year), month: Number(month), day: Number(day) },
    ...{ hour: Number(hour), minute: Number(minute), second: Number(second ?? 0) },
  };
  const place = offset ? zoneNamed(offset) : zone;
  return place && isDate(wall) ? epochOf(place, wall) : null;
}

/** `Fri, 20 Nov 2026 14:05:00 GMT` */
function httpDateIn(text: string): number | null {
  const [date] = /\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/.exec(text) ?? [];
  const at = date ? Date.parse(date) : NaN;
  return Number.isFinite(at) ? at : null;
}

/** `usage limit reached|1764547200`, `resets_at: 1764547200000` */
function epochIn(text: string): number | null {
  const [, digits] = /(?:\||reset[-\w]*["']?\s*[:=]\s*["']?|until\s+)(\d{10}|\d{13})\b/i.exec(text) ?? [];
  return digits ? epochFrom(Number(digits)) : null;
}

/** Seconds or milliseconds. */
export const epochFrom = (value: number): number => (value < 1e11 ? value * SECOND : value);

const AFTER =
  /(?:retry[-_ ]?after|retry[-_ ]?delay|try again in|available in|retry in|re?sets? (?:in|after)|resets_in_seconds|wait(?: for)?)["']?\s*[:=]?\s*["']?(?:about |another |approximately )?(?=\d)(.{1,60})/is;

/** `retry after 30`, `try again in 1h2m`, `resets in 3 days 4 hours`; a number alone counts seconds. */
function durationIn(text: string, { now }: Clock): number | null {
  const rest = AFTER.exec(text)?.[1];
  const ms = rest === undefined ? null : durationOf(rest);
  return ms === null ? null : now + ms;
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|milli)/, 1],
  [/^s/, SECOND],
  [/^mo/, NaN],
  [/^m/, MINUTE],
  [/^h/, HOUR],
  [/^d/, DAY],
  [/^w/, 7 * DAY],
];

/** Milliseconds of `1h2m`, `6m0s`, `34.07s`, `2 hours and 5 minutes`, `30`; null: it is no duration. */
export function durationOf(text: string): number | null {
  const part = /^\s*(?:,|and)?\s*(\d+(?:\.\d+)?)\s*([a-z]+)\.?/i;
  let sum: number | null = null;
  let rest = text;
  for (let found = part.exec(rest); found; found = part.exec(rest)) {
    const unit = UNITS.find(([name]) => name.test(found?.[2]?.toLowerCase() ?? ''))?.[1];
    if (unit === undefined || Number.isNaN(unit)) break;
    sum = (sum ?? 0) + Number(found[1]) * unit;
    rest = rest.slice(found[0].length);
  }
  if (sum !== null) return sum;
  const [alone] = /^\s*\d+(\.\d+)?(?![\d:]|\s*(?:[ap]\.?m|mo|y))/i.exec(text) ?? [];
  return alone ? Number(alone) * SECOND : null;
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const CUE =
  /(?:re?sets?|try again|available(?: again)?|until|retry|returns?|back)\b[^.\n]{0,12}?\s(?:on |at |by )?(.{2,80})/gis;
const TIME =
  /(?<![\d:.])(\d{1,2})(?::(\d\d))?(?::(\d\d))?\s*([ap])\.?m\b\.?|(?<![\dT:.])(\d{1,2}):(\d\d)(?::(\d\d))?(?![\d:])|\b(midnight|noon)\b/i;

/** `resets 9:30am (Asia/Kolkata)`, `resets at 14:05`, `try again at Nov 22nd, 2026 3:05 PM`, `resets Monday 9am`. */
function clockTimeIn(text: string, clock: Clock): number | null {
  for (const [, said] of text.matchAll(CUE)) {
    const at = said === undefined ? null : momentOf(said, clock);
    if (at !== null) return at;
  }
  return null;
}

function momentOf(said: string, { now, zone }: Clock): number | null {
  const found = TIME.exec(said);
  const time = found && timeOf(found);
  if (!found || !time) return null;
  const before = said.slice(0, found.index);
  const behind = said.slice(found.index + found[0].length);
  const place = zoneAfter(behind) ?? zone;
  const today = wallTimeIn(place, now);
  const day = dayIn(`${before} ${behind}`, today);
  const at = epochOf(place, { ...today, ...time, ...day });
  if (day || at > now) return at;
  if (at > now - JUST_PAST_MS) return now + SHORTLY_MS;
  return epochOf(place, { ...today, ...time, ...dayAfter(today, 1) });
}

function timeOf([, hour, minute, second, half, hour24, minute24, second24, word]: RegExpExecArray) {
  if (word) return { hour: word.toLowerCase() === 'noon' ? 12 : 24, minute: 0, second: 0 };
  const isTwelve = half !== undefined;
  const h = Number(hour ?? hour24);
  const of24 = isTwelve ? (h % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : h;
  const time = {
    hour: of24,
    minute: Number(minute ?? minute24 ?? 0),
    second: Number(second ?? second24 ?? 0),
  };
  if ((isTwelve && (h < 1 || h > 12)) || time.hour > 24 || time.minute > 59 || time.second > 59) return null;
  return time;
}

/** `(Asia/Kolkata)`, `UTC`, `PT`, `UTC+5:30`, right behind the time. */
function zoneAfter(behind: string): string | null {
  const [, name] =
    /^[,\s]*\(?\s*([A-Z]\w+\/[\w/+-]+|(?:UTC|GMT)\s*[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|[A-Z]{1,4})\b/.exec(
      behind,
    ) ?? [];
  return name ? zoneNamed(name) : null;
}

type Day = Pick<WallTime, 'year' | 'month' | 'day'>;

/** The day that is named beside the time; null: none is. */
function dayIn(said: string, today: WallTime): Day | null {
  if (/\btomorrow\b/i.test(said)) return dayAfter(today, 1);
  return dateIn(said, today) ?? weekdayIn(said, today);
}

/** `Nov 22nd, 2026`, `22 November`, with the year that is nearest to come where none is said. */
function dateIn(said: string, today: WallTime): Day | null {
  const names = MONTHS.join('|');
  const first = new RegExp(
    `\\b(${names})[a-z]*\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?:,?\\s+(\\d{4}))?`,
    'i',
  ).exec(said);
  const last = new RegExp(
    `\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(${names})[a-z]*\\.?(?:,?\\s+(\\d{4}))?`,
    'i',
  ).exec(said);
  const [name, number, said4] = first ? first.slice(1) : last ? [last[2], last[1], last[3]] : [];
  if (!name) return null;
  const month = MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  const day = Number(number);
  const isLongPast = month < today.month - 6;
  const year = said4 ? Number(said4) : today.year + (isLongPast ? 1 : 0);
  return { year, month, day };
}

function weekdayIn(said: string, today: WallTime): Day | null {
  const [, name] =
    new RegExp(`\\b(${DAYS.join('|')})(?:day|sday|nesday|rsday|urday)?\\b`, 'i').exec(said) ?? [];
  if (!name) return null;
  const wanted = DAYS.indexOf(name.toLowerCase());
  const now = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay();
  return dayAfter(today, (wanted - now + 7) % 7);
}

function dayAfter({ year, month, day }: Day, days: number): Day {
  const at = new Date(Date.UTC(year, month - 1, day + days));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

function isDate({ year, month, day, hour, minute, second }: WallTime): boolean {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
}
