import type { Event, Recorded } from '../event.ts';
import { instantOf } from '../instant.ts';

const start = Date.UTC(2026, 10, 19, 9);

/** The moment of the commit at `position` in a test's history: a second after the one before. */
export const momentOf = (position: number) => instantOf(start + position * 1000);

/** Events as folds get them, each in a commit of its own, from `first` on. */
export const recordedFrom = <E extends Event>(events: readonly E[], first = 1): readonly Recorded<E>[] =>
  events.map((event, i) => ({ event, at: momentOf(first + i), ref: { position: first + i, index: 0 } }));
