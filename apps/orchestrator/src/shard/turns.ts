import type { ProblemError } from '../http/problem.ts';

/** Something that wants to see or change the state; it runs synchronously, when the shard serves. */
export type Turn = {
  run(): void;
  fail(error: ProblemError): void;
  /** By Date.now(); after that the sender is told that it cannot be done now. */
  readonly deadlineMs: number;
};

/** Turns wait here in order; those that were dropped come first again. */
export type Turns = {
  add(turn: Turn): void;
  /** Back to the front, in the given order. */
  restore(turns: readonly Turn[]): void;
  next(): Turn | undefined;
  /** Removes and gives those whose time is over, or all of them. */
  expired(nowMs: number): Turn[];
  all(): Turn[];
};

export function createTurns(): Turns {
  let waiting: Turn[] = [];
  let first = 0;
  const rest = () => waiting.slice(first);
  const replace = (turns: Turn[]) => {
    waiting = turns;
    first = 0;
  };
  return {
    add: (turn) => void waiting.push(turn),
    restore: (turns) => replace([...turns, ...rest()]),
    next() {
      const turn = waiting[first];
      if (turn === undefined) return undefined;
      first += 1;
      // an array's own shift would move all that is behind
      if (first === waiting.length || first === 1024) replace(rest());
      return turn;
    },
    expired(nowMs) {
      const over = rest().filter(({ deadlineMs }) => deadlineMs <= nowMs);
      if (over.length > 0) replace(rest().filter(({ deadlineMs }) => deadlineMs > nowMs));
      return over;
    },
    all() {
      const turns = rest();
      replace([]);
      return turns;
    },
  };
}
