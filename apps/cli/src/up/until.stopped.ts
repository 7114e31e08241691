/** Resolves at the first SIGINT, SIGTERM or SIGHUP. Under npm a terminal's Ctrl-C may arrive twice; the echo is ignored. */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
}
