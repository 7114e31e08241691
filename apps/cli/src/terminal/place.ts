import { placeIn, placeText, placeWord } from '@headrace/events';
import { InvalidArgumentError } from 'commander';

/** One command line asks for one org, so all positions that it prints are of one shard: the one that answers name. */
let shard: string | undefined;

export function answeredFrom(named: string | null): void {
  shard = named ?? shard;
}

/** `#123`; `eu#123` where that is the org's shard. */
export const placed = (position: number): string => placeWord(position, shard);

/** Each of them once. */
export const placesOf = (proof: readonly { readonly position: number }[]): string =>
  [...new Set(proof.map(({ position }) => placed(position)))].join(' ');

/** A position as it is printed, as addresses have it; anything else is an error of the command line. */
export function placeOption(text: string): string {
  const place = placeIn(text);
  if (place) return placeText(place);
  throw new InvalidArgumentError('It has to be a position, such as 123 or eu#123.');
}
