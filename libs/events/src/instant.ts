import { z } from 'zod';

/** A moment in UTC with milliseconds, `2026-11-19T13:42:07.000Z`; instants sort as strings. */
export const Instant = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
    'expected a time in UTC such as 2026-11-19T13:42:07.000Z',
  )
  .brand<'Instant'>();
export type Instant = z.infer<typeof Instant>;

export const instantOf = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;

export const epochMs = (instant: Instant): number => Date.parse(instant);

export const after = (instant: Instant, ms: number): Instant => instantOf(epochMs(instant) + ms);

export const msBetween = (from: Instant, to: Instant): number => epochMs(to) - epochMs(from);

export const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);
