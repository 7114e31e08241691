/** Waits for something to give; ends with null once it is told that it is enough. */
export type Wait<T> = (enough: AbortSignal) => Promise<T | null>;

/**
 * Waits for two things at once, until one of them ends. Both give something where it was too late to call the other off.
 * Errors: what one threw, when the other has nothing to give.
 */
export async function eitherOf<A, B>(
  gone: AbortSignal,
  one: Wait<A>,
  other: Wait<B>,
): Promise<readonly [A | null, B | null]> {
  const over = new AbortController();
  const end = () => over.abort('enough'); // without a reason it would make an error, stack and all
  gone.addEventListener('abort', end);
  if (gone.aborted) end();
  const waits = [one(over.signal).finally(end), other(over.signal).finally(end)] as const;
  const [first, second] = await Promise.allSettled(waits);
  gone.removeEventListener('abort', end);
  const found = [foundIn(first), foundIn(second)] as const;
  const failed = [first, second].find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected' && found.every((each) => each === null)) throw failed.reason;
  return found;
}

const foundIn = <T>(settled: PromiseSettledResult<T>): T | null =>
  settled.status === 'fulfilled' ? settled.value : null;
