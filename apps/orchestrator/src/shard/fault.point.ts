/** The steps of a commit, in order. */
export type FaultPoint = 'decided' | 'folded' | 'sent' | 'acknowledged' | 'answered' | 'announced';

/**
 * Kills this process between two steps of a commit, for tests: HEADRACE_FAULT_POINT=`<point>:<n>` is a SIGKILL the n-th
 * time that it gets there, `<point>:<n>+<ms>` so many milliseconds later, when what was sent has left. Read once, at the
 * start; not set, a step costs the call of a function that does nothing.
 */
export const faultPoint: (point: FaultPoint) => void = armed(process.env.HEADRACE_FAULT_POINT);

function armed(setting: string | undefined): (point: FaultPoint) => void {
  const [, wanted, times, afterMs] = /^([a-z]+):(\d+)(?:\+(\d+))?$/.exec(setting ?? '') ?? [];
  if (wanted === undefined) return () => undefined;
  const die = () => process.kill(process.pid, 'SIGKILL');
  let left = Number(times);
  return (point) => {
    if (point !== wanted || --left !== 0) return;
    if (afterMs === undefined) die();
    else setTimeout(die, Number(afterMs));
  };
}
