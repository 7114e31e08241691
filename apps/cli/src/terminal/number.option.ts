import { InvalidArgumentError } from 'commander';

/** Reads a whole number of these bounds; anything else is an error of the command line. */
export const numberOption =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It has to be a whole number from ${least} to ${most}.`);
  };
