/** Something that happens, and those who want to know. */
export function createSignal<T>() {
  const listeners = new Set<(value: T) => void>();
  return {
    /** Returns how to stop that. */
    listen: (listener: (value: T) => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    send: (value: T): void => {
      for (const listener of [...listeners]) listener(value);
    },
  };
}

/** A promise that is settled from outside, once. */
export function createDecision() {
  let settle: { resolve: () => void; reject: (error: Error) => void } | null = null;
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  promise.catch(() => undefined); // told to who waits for it
  return { promise, ...settle! };
}
