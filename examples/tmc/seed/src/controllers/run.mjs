/**
 * Lets controllers work until none has anything left, at most `limit` steps in all. Answers the number of steps.
 * A controller has `step()`, which does one piece of work and says whether there was any.
 */
export function drain(controllers, limit = 10_000) {
  let steps = 0;
  let busy = true;
  while (busy && steps < limit) {
    busy = false;
    for (const controller of controllers) {
      if (!controller.step()) continue;
      busy = true;
      steps += 1;
    }
  }
  return steps;
}
