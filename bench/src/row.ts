/** One figure of a suite. `ratioTo` names what it is measured against, in the same run; null for a plain figure. */
export type Row = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratioTo: string | null;
  /** What the project asks of it, in words; printed, never asserted. */
  readonly aim?: string;
};

/** Measures, and says on stderr what goes on. */
export type Suite = (say: (text: string) => void) => Promise<readonly Row[]>;

export const rounded = (value: number): number => Number(value.toPrecision(4));
