/** After so many failures in a row a key is given up, until something changes again. */
export const MAX_FAILURES = 8;

/**
 * Takes one key and reconciles it; answers false when none waited. A reconciler that throws gets its key again later.
 * `onError(key, error)` hears of each failure.
 */
export function processNext(queue, reconcile, onError = () => {}) {
  const key = queue.get();
  if (key === undefined) return false;
  try {
    reconcile(key);
    queue.forget(key);
  } catch (error) {
    onError(key, error);
    if (queue.failuresOf(key) < MAX_FAILURES) queue.addRateLimited(key);
    else queue.forget(key);
  } finally {
    queue.done(key);
  }
  return true;
}
