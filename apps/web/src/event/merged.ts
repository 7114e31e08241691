type Turn<T> = { readonly from: AsyncIterator<T>; readonly result: IteratorResult<T> };

/** The items of several sources as they come. Ends when the first of them ends, or when aborted. */
export async function* merged<T>(
  sources: readonly AsyncIterable<T>[],
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const ask = (from: AsyncIterator<T>) => from.next().then((result): Turn<T> => ({ from, result }));
  const pending = new Map(iterators.map((from) => [from, ask(from)]));
  try {
    while (!signal.aborted) {
      const { from, result } = await Promise.race(pending.values());
      if (result.done) return;
      pending.set(from, ask(from));
      yield result.value;
    }
  } finally {
    for (const turn of pending.values()) turn.catch(() => undefined);
    await Promise.all(iterators.map(async (from) => from.return?.()));
  }
}
