import { epochMs, type Instant } from '@headrace/events';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const whole = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const count = new Intl.NumberFormat('en-GB');

const DAY = 86_400_000;

/** `13:42` when it is of today, `Fri 11:00` within six days, else `3 Nov, 09:10`. */
export function timeWord(at: Instant | number, now: number): string {
  const ms = typeof at === 'number' ? at : epochMs(at);
  if (new Date(ms).toDateString() === new Date(now).toDateString()) return clock.format(ms);
  return (Math.abs(ms - now) < 6 * DAY ? weekday : day).format(ms).replace(/,(?= \d\d:)/, '');
}

export const clockWord = (ms: number): string => clockWithSeconds.format(ms);

/** `Thu 19 Nov, 09:58:41.207` */
export const momentWord = (at: Instant): string => whole.format(epochMs(at)).replace(/^(\w+), /, '$1 ');

/** `4 s`, `11 min`, `3 h 43 min`, `2 d 4 h`: the two largest units at most. */
export function spanWord(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `0.4 s`, `41 s`: how long a machine took. */
export const tookWord = (ms: number): string => (ms < 9950 ? `${(ms / 1000).toFixed(1)} s` : spanWord(ms));

export const ageWord = (since: Instant, now: number): string => spanWord(now - epochMs(since));

/** `2,638` */
export const numberWord = (value: number): string => count.format(value);

/** `1 task`, `3 tasks` */
export const countWord = (value: number, one: string, many = `${one}s`): string =>
  `${numberWord(value)} ${value === 1 ? one : many}`;

/** `1st`, `2nd`, `3rd`, `11th` */
export function ordinalWord(place: number): string {
  const suffix = ['th', 'st', 'nd', 'rd'][place % 10] ?? 'th';
  return `${place}${place % 100 > 10 && place % 100 < 14 ? 'th' : suffix}`;
}

/** The first seven digits of a git object name. */
export const shortSha = (sha: string): string => sha.slice(0, 7);

/** `4e90…c2` */
export const shortDigest = (digest: string): string => `${digest.slice(0, 4)}…${digest.slice(-2)}`;

/** `admin:local` is `admin`, `runner:ams-build-1` is `ams-build-1`. */
export function actorWord(actor: string): string {
  const [kind = '', name = ''] = actor.split(/:(.*)/s);
  return kind === 'admin' || kind === 'system' ? kind : kind === 'attempt' ? `attempt ${name}` : name;
}
