import { AttemptFailure } from './failure.ts';

export type Watchdog = {
  /** Rejects with a timeout or with the signal's reason; never resolves. */
  readonly bites: Promise<never>;
  /** Something was heard. */
  pat(): void;
  /** What it rejected with; undefined while it is quiet. */
  reason(): unknown;
  stop(): void;
};

type Limits = { readonly signal: AbortSignal; readonly wallMs: number; readonly idleMs: number };

/** Ends a wait after silence, after too long a time, or when the signal says so. */
export function watchdog({ signal, wallMs, idleMs }: Limits): Watchdog {
  let reason: unknown;
  let bite: (error: Error) => void = () => undefined;
  const bites = new Promise<never>((_, reject) => {
    bite = (error) => {
      reason ??= error;
      reject(error);
    };
  });
  bites.catch(() => undefined);
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
  const late = () =>
    bite(new AttemptFailure('timeout', `The time limit was reached after ${seconds(wallMs)}.`));
  const silent = () => bite(new AttemptFailure('timeout', `Nothing was heard for ${seconds(idleMs)}.`));
  const aborted = () => bite(signal.reason as Error);
  const wall = setTimeout(late, Math.max(0, Math.min(wallMs, 2 ** 31 - 1)));
  let idle = setTimeout(silent, idleMs);
  let patted = Date.now();
  if (signal.aborted) aborted();
  signal.addEventListener('abort', aborted, { once: true });
  return {
    bites,
    reason: () => reason,
    pat() {
      if (Date.now() - patted < 100) return; // a torrent of output must not be a torrent of timers
      patted = Date.now();
      clearTimeout(idle);
      idle = setTimeout(silent, idleMs);
    },
    stop() {
      clearTimeout(wall);
      clearTimeout(idle);
      signal.removeEventListener('abort', aborted);
    },
  };
}
