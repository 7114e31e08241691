/** How far this process has projected. */
export type Progress = {
  position(): number;
  reach(position: number): void;
  /** Another planner projects, until this one reaches a position again. */
  standBy(): void;
  isStandby(): boolean;
  /** Resolves with the first position that is known: Postgres is there. */
  readonly begun: Promise<number>;
};

export function noProgress(): Progress {
  let last = 0;
  let isStandby = false;
  let begin: (position: number) => void = () => undefined;
  const begun = new Promise<number>((resolve) => (begin = resolve));
  return {
    position: () => last,
    reach: (position) => {
      last = position;
      isStandby = false;
      begin(position);
    },
    standBy: () => void (isStandby = true),
    isStandby: () => isStandby,
    begun,
  };
}
