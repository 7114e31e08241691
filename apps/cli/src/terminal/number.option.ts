import { InvalidArgumentError } from 'commander';
import { Failure } from './failure.ts';

/** Reads a whole number of these bounds; anything else is an error of the command line. */
export const numberOption =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It has to be a whole number from ${least} to ${most}.`);
  };

/** A cap as it is written: a number, or `none`. Whether the number makes sense is for the orchestrator to say. */
export function capOf(text: string): number | null {
  if (text === 'none') return null;
  if (/^\d+$/.test(text)) return Number(text);
  throw new Failure('USAGE', `a cap is a number or "none", not "${text}"`);
}
