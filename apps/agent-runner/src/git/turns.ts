/** Runs one task after the other, in the order in which they came. The state directory's lock makes one process enough. */
export type Turns = <T>(task: () => Promise<T>) => Promise<T>;

export function inTurn(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = last.then(task, task);
    last = mine.catch(() => undefined);
    return mine;
  };
}
