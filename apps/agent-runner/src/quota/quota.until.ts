import { instantOf, type Instant } from '@headrace/events';
import { returnFrom } from './quota.fields.ts';
import { returnIn, type Clock } from './quota.words.ts';

/** Providers promise odd things; beyond a month we would rather ask again. */
const LONGEST_MS = 32 * 24 * 3_600_000;

/** When a provider says that its quota returns, from typed fields or its words; null: it does not say. */
export function quotaUntil(text: string, data: unknown, clock: Clock): Instant | null {
  const { now } = clock;
  const named = [returnFrom(data, clock), returnIn(text, clock)];
  const at = named.find((each) => each !== null && each > now && each - now <= LONGEST_MS);
  return at === undefined || at === null ? null : instantOf(Math.round(at));
}

/** The clock of this machine, which is the one that an agent here reads the time from. */
export const clockHere = (now: number): Clock => ({
  now,
  zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
});
