/** One figure of a suite. `ratioTo` names what it is measured against, in the same run; null for a plain figure. */
export type Row = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratioTo: string | null;
  /** What the project asks of it, in words; printed, never asserted. */
  readonly aim?: string;
  /** For what has to hold rather than be fast; false ends the bench with exit code 1. */
  readonly isMet?: boolean;
};

/** Measures, and says on stderr what goes on. `words`: what follows its name on the command line. */
export type Suite = (say: (text: string) => void, words: readonly string[]) => Promise<readonly Row[]>;

export const rounded = (value: number): number => Number(value.toPrecision(4));
