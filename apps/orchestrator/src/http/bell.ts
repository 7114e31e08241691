/** Tells those who wait that something has happened; what happened they find out themselves. */
export type Bell = {
  ring(): void;
  /** Resolves with the next ring after the last wait, after `ms`, or when aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

export function createBell(): Bell {
  let hasRung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (!hasRung && !signal.aborted) await slept(ms, signal, (go) => (wake = go));
      wake = null;
      hasRung = false;
    },
  };
}

function slept(ms: number, signal: AbortSignal, onWake: (go: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', go);
      resolve();
    };
    const timer = setTimeout(go, ms);
    signal.addEventListener('abort', go);
    onWake(go);
  });
}
