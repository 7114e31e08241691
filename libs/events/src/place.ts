/** Where a command line and an address mean what has no other shard's name. */
const MAIN = 'main';

/** A position, and of which shard it is; null: it does not say. */
export type Place = { readonly shard: string | null; readonly position: number };

/** Of an answer over HTTP about an org: the shard whose positions it names. */
export const SHARD_HEADER = 'x-headrace-shard';

/** In words: `#123`, which is in `main`, and `eu#123` in any other shard. */
export const placeWord = (position: number, shard = MAIN): string =>
  shard === MAIN ? `#${position}` : `${shard}#${position}`;

/** In addresses, where `#` means something else: `123` and `eu:123`. */
export const placeText = ({ shard, position }: Place): string =>
  shard === null || shard === MAIN ? String(position) : `${shard}:${position}`;

/** A position as it is written: at most 15 digits, with its shard before it or without. */
export const PLACE_PATTERN = /^(?:[a-z0-9][a-z0-9-]{0,30}[:#]|#)?\d{1,15}$/;

/** `123`, `#123`, `eu:123` and `eu#123`; null for anything else. */
export function placeIn(text: string): Place | null {
  if (!PLACE_PATTERN.test(text)) return null;
  const [digits, shard] = text.split(/[:#]/).reverse();
  return { shard: shard || null, position: Number(digits) };
}
