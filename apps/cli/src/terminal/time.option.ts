import { InvalidArgumentError } from 'commander';
import { instantOf, type Instant } from '@headrace/events';

/** Reads a day or a time, on the clock of whoever writes it unless it ends in `Z` or an offset. */
export function timeOption(text: string): Instant {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const epochMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(isDay ? `${text}T00:00` : text) : NaN;
  if (Number.isFinite(epochMs)) return instantOf(epochMs);
  throw new InvalidArgumentError('It has to be a time such as 2026-11-27T18:00 or 2026-11-27T18:00Z.');
}
