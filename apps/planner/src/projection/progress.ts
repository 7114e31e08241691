/** How far this process has projected. */
export type Progress = {
  position(): number;
  reach(position: number): void;
  /** Resolves with the first position that is known: Postgres is there. */
  readonly begun: Promise<number>;
};

export function noProgress(): Progress {
  let last = 0;
  let begin: (position: number) => void = () => undefined;
  const begun = new Promise<number>((resolve) => (begin = resolve));
  return {
    position: () => last,
    reach: (position) => {
      last = position;
      begin(position);
    },
    begun,
  };
}
