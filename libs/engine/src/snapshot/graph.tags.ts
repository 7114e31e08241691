/** What stands before each value in a packed graph. */
export const TAG = {
  null: 0,
  undefined: 1,
  true: 2,
  false: 3,
  /** A whole number from 0 to 2^53. */
  whole: 4,
  number: 5,
  newText: 6,
  knownText: 7,
  /** A text with half of a surrogate pair, which UTF-8 cannot hold: as JSON. */
  oddText: 8,
  known: 9,
  list: 10,
  map: 11,
  set: 12,
  /** An object with the keys of an earlier one. */
  object: 13,
  newShape: 14,
} as const;
