/** One figure of a suite. `ratioTo` names what it is measured against, in the same run; null for a plain figure. */
export type Row = {
  readonly name: string;
  /** null: not measured, and `note` says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly ratioTo: string | null;
  readonly note?: string;
  /** What survives a loss of power while this is measured; figures of different kinds are not compared. */
  readonly durability?: 'synced' | 'each second';
  /** What the project asks of it, in words; printed, never asserted. */
  readonly aim?: string;
  /** For what has to hold rather than be fast; false ends the bench with exit code 1. */
  readonly isMet?: boolean;
};

/** Measures, and says on stderr what goes on. `words`: what follows its name on the command line. */
export type Suite = (say: (text: string) => void, words: readonly string[]) => Promise<readonly Row[]>;

export const rounded = (value: number): number => Number(value.toPrecision(4));
