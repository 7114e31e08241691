/** Numbers that a seed repeats. */
export type Chance = {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number between the two, both included. */
  whole(min: number, max: number): number;
  /** One of them; `weight` says how often. */
  oneOf<T>(choices: readonly T[], weight?: (choice: T) => number): T;
  happens(probability: number): boolean;
};

/** Mulberry32: small, and good enough to choose faults. `path` gives independent numbers from one seed. */
export function chanceOf(seed: number, path = ''): Chance {
  let state = [...path].reduce(
    (sum, letter) => Math.imul(sum ^ letter.charCodeAt(0), 0x01000193),
    seed ^ 0x811c9dc5,
  );
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    whole: (min, max) => min + Math.floor(next() * (max - min + 1)),
    oneOf: (choices, weight = () => 1) => {
      let left = next() * choices.reduce((sum, choice) => sum + weight(choice), 0);
      const found = choices.find((choice) => (left -= weight(choice)) < 0) ?? choices.at(-1);
      if (found === undefined) throw new Error('nothing to choose from');
      return found;
    },
    happens: (probability) => next() < probability,
  };
}
