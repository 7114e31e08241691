type Next<T> = { readonly result: IteratorResult<T> };

/** The items of a source, and a tick every `ms`, also while nothing comes. Ends with the source, or when aborted. */
export async function* withTicks<T>(
  source: AsyncIterable<T>,
  ms: number,
  signal: AbortSignal,
): AsyncGenerator<T | 'tick'> {
  const iterator = source[Symbol.asyncIterator]();
  const ask = () => iterator.next().then((result): Next<T> => ({ result }));
  let pending = ask();
  try {
    let due = Date.now() + ms;
    while (!signal.aborted) {
      const found = await sooner(pending, due - Date.now(), signal);
      if (found === 'tick') due = Date.now() + ms;
      else if (found.result.done) return;
      else pending = ask();
      if (signal.aborted) return;
      yield found === 'tick' ? found : found.result.value;
    }
  } finally {
    pending.catch(() => undefined); // asked for, and not wanted any more
    await iterator.return?.();
  }
}

async function sooner<T>(pending: Promise<T>, ms: number, signal: AbortSignal): Promise<T | 'tick'> {
  const settled = new AbortController();
  const late = new Promise<'tick'>((resolve) => {
    const wake = () => resolve('tick');
    const timer = setTimeout(wake, Math.max(0, ms));
    signal.addEventListener('abort', wake, { signal: settled.signal });
    settled.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  try {
    return await Promise.race([pending, late]);
  } finally {
    settled.abort();
  }
}
