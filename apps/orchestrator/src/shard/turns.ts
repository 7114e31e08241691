import type { OrgId } from '@headrace/events';
import type { ProblemError } from '../http/problem.ts';

/** Something that wants to see or change the state; it runs synchronously, when the shard serves. */
export type Turn = {
  readonly org: OrgId;
  run(): void;
  fail(error: ProblemError): void;
  /** By Date.now(); after that the sender is told that it cannot be done now. */
  readonly deadlineMs: number;
};

/** An org's turns in the order in which they were asked for, orgs by turns; those that were dropped come first again. */
export type Turns = {
  add(turn: Turn): void;
  /** Back to the front, in the given order. */
  restore(turns: readonly Turn[]): void;
  next(): Turn | undefined;
  /** Removes and gives those whose time is over, or all of them. */
  expired(nowMs: number): Turn[];
  all(): Turn[];
  isEmpty(): boolean;
};

/** What one org has been served, by its weight: of two times as much, two times as often while both have turns. */
export type WeightOf = (org: OrgId) => number;

type Line = { readonly org: OrgId; readonly turns: Row; served: number };

/**
 * Weighted fair queueing: the org that was served least comes next, and each turn counts less the more its org weighs. Who
 * comes back after a while begins with the others: what nobody asked for is not saved up.
 */
export function createTurns(weightOf: WeightOf = () => 1): Turns {
  const first = createRow();
  const lines = new Map<OrgId, Line>();
  let clock = 0;
  const least = (): Line | undefined => {
    let best: Line | undefined;
    for (const line of lines.values()) if (!best || line.served < best.served) best = line;
    return best;
  };
  const rows = () => [first, ...[...lines.values()].map(({ turns }) => turns)];
  return {
    add(turn) {
      const line = lines.get(turn.org) ?? { org: turn.org, turns: createRow(), served: clock };
      line.turns.add(turn);
      lines.set(turn.org, line);
    },
    restore: (turns) => first.restore(turns),
    next() {
      const again = first.next();
      const line = again ? undefined : least();
      if (!line) return again;
      const turn = line.turns.next();
      clock = line.served;
      line.served += 1 / weightOf(line.org);
      if (line.turns.size() === 0) lines.delete(line.org);
      return turn;
    },
    expired: (nowMs) => rows().flatMap((row) => row.take(({ deadlineMs }) => deadlineMs <= nowMs)),
    all() {
      const turns = rows().flatMap((row) => row.take(() => true));
      lines.clear();
      return turns;
    },
    isEmpty: () => rows().every((row) => row.size() === 0),
  };
}

type Row = {
  add(turn: Turn): void;
  restore(turns: readonly Turn[]): void;
  next(): Turn | undefined;
  take(isWanted: (turn: Turn) => boolean): Turn[];
  size(): number;
};

function createRow(): Row {
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
    take(isWanted) {
      const taken = rest().filter(isWanted);
      if (taken.length > 0) replace(rest().filter((turn) => !isWanted(turn)));
      return taken;
    },
    size: () => waiting.length - first,
  };
}
