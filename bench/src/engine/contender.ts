/** Something that keeps tasks durably and gives them to workers, driven as its own documentation recommends. */
export type Contender = {
  readonly name: string;
  /** Schedules `tasks` tasks that do nothing and has them done; resolves with the milliseconds until the last completion is durable. */
  drain(tasks: number): Promise<number>;
  /** Milliseconds from the call that schedules one task until a worker that was idle has it. */
  lone(): Promise<number>;
  close(): Promise<void>;
};

/** The same for each contender. */
export type Load = {
  /** Calls that schedule, at once. */
  readonly callers: number;
  readonly workers: number;
  /** Tasks in one call, and tasks that a worker takes at once where it can take several. */
  readonly batch: number;
};

/** Runs `job` with each of 0 … `count - 1`, `width` of them at once. */
export async function spread(count: number, width: number, job: (index: number) => Promise<unknown>) {
  let next = 0;
  const lane = async () => {
    while (next < count) await job(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
}

/** Resolves when `add` has been told of as many as were expected. */
export function createTally() {
  let missing = 0;
  let done: () => void = () => undefined;
  return {
    expect(count: number): Promise<void> {
      missing = count;
      return new Promise((resolve) => (done = resolve));
    },
    add(count: number): void {
      missing -= count;
      if (missing === 0) done();
    },
  };
}
