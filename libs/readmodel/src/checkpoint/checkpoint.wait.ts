import { setTimeout as pause } from 'node:timers/promises';
import { ReadModelFailure } from '../readmodel.failure.ts';

const pollMs = 10;

type Waiter = { readonly position: number; readonly settle: (failure?: Error) => void };

/** One question at a time to Postgres, however many wait. */
export function positionWaits(read: () => Promise<number>): {
  /** Errors: POSITION_NOT_REACHED, and what `read` throws. */
  readonly wait: (position: number, timeoutMs: number) => Promise<void>;
} {
  const waiters = new Set<Waiter>();
  let asking: Promise<void> | null = null;

  const ask = async () => {
    while (waiters.size > 0) {
      const reached = await read();
      for (const waiter of reachedBy(reached, waiters)) waiter.settle();
      if (waiters.size > 0) await pause(pollMs);
    }
  };
  const giveUp = (failure: Error) => waiters.forEach(({ settle }) => settle(failure));
  const keepAsking = () => {
    asking ??= ask()
      .catch(giveUp)
      .finally(() => {
        asking = null;
        if (waiters.size > 0) keepAsking(); // who came while it was ending
      });
  };
  const wait = (position: number, timeoutMs: number) => {
    const reached = waiterFor(waiters, position, timeoutMs);
    keepAsking();
    return reached;
  };
  return { wait };
}

const reachedBy = (position: number, waiters: ReadonlySet<Waiter>): readonly Waiter[] =>
  [...waiters].filter((waiter) => waiter.position <= position);

const waiterFor = (waiters: Set<Waiter>, position: number, timeoutMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (failure?: Error) => {
      clearTimeout(timer);
      waiters.delete(waiter);
      if (failure) reject(failure);
      else resolve();
    };
    const waiter: Waiter = { position, settle };
    const late = () =>
      settle(new ReadModelFailure('POSITION_NOT_REACHED', `the read model is before ${position}`));
    const timer = setTimeout(late, timeoutMs);
    waiters.add(waiter);
  });
