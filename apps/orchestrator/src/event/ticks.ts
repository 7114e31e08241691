import { createBell } from '../http/bell.ts';

/** The items of a source, and a tick every `ms`, also while nothing comes. Ends with the source, or when aborted. */
export async function* withTicks<T>(
  source: AsyncIterable<T>,
  ms: number,
  signal: AbortSignal,
): AsyncGenerator<T | 'tick'> {
  const iterator = source[Symbol.asyncIterator]();
  const bell = createBell();
  let arrived: IteratorResult<T> | null = null;
  let failure: { readonly thrown: unknown } | null = null;
  let isTick = false;
  const ask = () =>
    void iterator.next().then(
      (result) => {
        arrived = result;
        bell.ring();
      },
      (thrown: unknown) => {
        failure = { thrown };
        bell.ring();
      },
    );
  const clock = setInterval(() => {
    isTick = true;
    bell.ring();
  }, ms);
  const taken = (): { result: IteratorResult<T> | null; tick: boolean } => {
    if (failure) throw failure.thrown;
    const now = { result: arrived, tick: isTick };
    arrived = null;
    isTick = false;
    return now;
  };

  try {
    ask();
    while (!signal.aborted) {
      const { result, tick } = taken();
      if (tick) yield 'tick';
      if (result?.done) return;
      if (result) {
        ask();
        yield result.value;
      } else if (!tick) await bell.wait(ms, signal);
    }
  } finally {
    clearInterval(clock);
    await iterator.return?.();
  }
}
