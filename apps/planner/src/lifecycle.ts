import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';

/** Something that goes on until the process ends. */
export type Background = OnApplicationBootstrap & BeforeApplicationShutdown;

/**
 * Runs `work` from the start of the application to its end, as Nest calls it. What it throws ends the process: `work`
 * waits out by itself whatever may pass.
 */
export function background(
  work: (signal: AbortSignal) => Promise<void>,
  onFailure: (cause: unknown) => void,
): Background {
  const stop = new AbortController();
  let running = Promise.resolve();
  return {
    onApplicationBootstrap: () => {
      running = work(stop.signal).catch((cause: unknown) => {
        if (!stop.signal.aborted) onFailure(cause);
      });
    },
    beforeApplicationShutdown: async () => {
      stop.abort();
      await running;
    },
  };
}
