/** Something whose answer hangs on a commit that is not acknowledged yet. */
export type Follower = {
  /** The log has it, and all before it. */
  settled(): void;
  /** Its outcome is unknown, and the state that it was computed from is dropped. */
  dropped(cause: Error): void;
};

/** The commits under way, in order, each with what hangs on it. */
export type Flights = {
  size(): number;
  add(first: Follower): void;
  /** Settled at once when nothing is under way, else with the last commit that is. */
  follow(follower: Follower): void;
  /** The oldest one has been acknowledged. */
  land(): void;
  /** All of them, in order. */
  drop(cause: Error): void;
};

export function createFlights(): Flights {
  let flights: Follower[][] = [];
  return {
    size: () => flights.length,
    add: (first) => void flights.push([first]),
    follow(follower) {
      const last = flights.at(-1);
      if (last) last.push(follower);
      else follower.settled();
    },
    land() {
      for (const follower of flights.shift() ?? []) follower.settled();
    },
    drop(cause) {
      const dropped = flights.flat();
      flights = [];
      for (const follower of dropped) follower.dropped(cause);
    },
  };
}
