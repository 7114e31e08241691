export type Clock = { readonly now: number; stop(): void };

/** The browser's time, once a second: ages on a page count by it. */
export function createClock(): Clock {
  let now = $state(Date.now());
  const timer = setInterval(() => {
    if (!document.hidden) now = Date.now();
  }, 1000);
  return {
    get now() {
      return now;
    },
    stop: () => clearInterval(timer),
  };
}

/** A clock that stands still: pages of the past, and pictures. */
export const stoppedClock = (now: number): Clock => ({ now, stop: () => undefined });
