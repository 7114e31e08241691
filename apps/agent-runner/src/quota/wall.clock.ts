/** What a clock on the wall shows somewhere. `month` from 1. */
export type WallTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

const HOUR_MS = 3_600_000;

/** Null: there is no such time zone. */
export function zoneNamed(name: string): string | null {
  const known = abbreviations[name.trim().toUpperCase()] ?? offsetZone(name.trim()) ?? name.trim();
  try {
    return new Intl.DateTimeFormat('en', { timeZone: known }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** As providers write them. Some mean other zones elsewhere; these are the ones that providers mean. */
const abbreviations: Readonly<Record<string, string>> = {
  Z: 'UTC', UTC: 'UTC', GMT: 'UTC',
  PT: 'America/Los_Angeles', PST: 'America/Los_Angeles', PDT: 'America/Los_Angeles',
  MT: 'America/Denver', MST: 'America/Denver', MDT: 'America/Denver',
  CT: 'America/Chicago', CST: 'America/Chicago', CDT: 'America/Chicago',
  ET: 'America/New_York', EST: 'America/New_York', EDT: 'America/New_York',
  BST: 'Europe/London', WET: 'Europe/Lisbon', CET: 'Europe/Berlin', CEST: 'Europe/Berlin',
  EET: 'Europe/Helsinki', EEST: 'Europe/Helsinki',
  IST: 'Asia/Kolkata', JST: 'Asia/Tokyo', KST: 'Asia/Seoul', SGT: 'Asia/Singapore',
  AEST: 'Australia/Sydney', AEDT: 'Australia/Sydney',
}; // prettier-ignore

/** `UTC+5:30`, `GMT-8`, `+0530` as `+05:30`, which Intl knows. */
function offsetZone(name: string): string | null {
  const [, sign, hours, minutes] = /^(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d\d)?$/i.exec(name) ?? [];
  return sign && hours ? `${sign}${hours.padStart(2, '0')}:${minutes ?? '00'}` : null;
}

export function wallTimeIn(zone: string, epochMs: number): WallTime {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(epochMs);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

const asUtc = ({ year, month, day, hour, minute, second }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second);

/**
 * When a clock in `zone` shows that. Of two such moments (clocks are put back) the later one: to wait an hour too long costs
 * less than to ask in vain. A time that clocks jump over means the moment after the jump that is as long after it.
 */
export function epochOf(zone: string, wall: WallTime): number {
  const guess = asUtc(wall);
  const offsetAt = (at: number) => asUtc(wallTimeIn(zone, at)) - Math.floor(at / 1000) * 1000;
  const offsets = [-24 * HOUR_MS, 24 * HOUR_MS].map((hours) => offsetAt(guess + hours));
  const candidates = offsets.map((offset) => guess - offset);
  const right = candidates.filter((at) => asUtc(wallTimeIn(zone, at)) === guess);
  return right.length > 0 ? Math.max(...right) : Math.max(...candidates);
}
