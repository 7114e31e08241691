/** Milliseconds of this process's CPU: on a machine that others use too, the clock on the wall measures them. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Milliseconds of each of so many runs. */
export function eachMs(times: number, work: (n: number) => void): readonly number[] {
  const all: number[] = [];
  for (let n = 0; n < times; n++) {
    const since = performance.now();
    work(n);
    all.push(performance.now() - since);
  }
  return all;
}
