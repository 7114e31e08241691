import { canonicalJson, ok, type DrainRunner, type RegisterRunner, type Stamped } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { offerIn, type RunnerState } from './runner.state.ts';

export function registerRunner(command: Stamped<RegisterRunner>, state: OrgState): Decision {
  const { runnerId, version, host, ...offered } = command;
  const offer = offerIn(offered);
  const registered = { version, host, offer };
  const runner = state.runners.get(runnerId);
  if (runner && !runner.draining && isSame(runner, registered)) return ok([]);
  return ok([{ type: 'RunnerRegistered', runnerId, version, host, ...offer }]);
}

type Registered = Pick<RunnerState, 'version' | 'host' | 'offer'>;

const isSame = ({ version, host, offer }: RunnerState, wanted: Registered): boolean =>
  canonicalJson({ version, host, offer }) === canonicalJson(wanted);

export function drainRunner({ runnerId }: Stamped<DrainRunner>, state: OrgState): Decision {
  const runner = state.runners.get(runnerId);
  if (!runner) return runnerNotFound(runnerId);
  return ok(runner.draining ? [] : [{ type: 'RunnerDraining', runnerId }]);
}

export const runnerNotFound = (runnerId: string) =>
  refuse('RUNNER_NOT_FOUND', `No runner ${runnerId} is registered.`, {
    path: 'runnerId',
    allowed: ['RegisterRunner'],
  });

/** Why a runner gets nothing new; null when it may. */
export function refusedToRunner(state: OrgState, runnerId: RunnerState['runnerId']) {
  const runner = state.runners.get(runnerId);
  if (!runner) return runnerNotFound(runnerId);
  if (!runner.draining) return null;
  return refuse('RUNNER_DRAINING', `Runner ${runnerId} is draining: it finishes what it has.`, {
    state: 'draining',
    allowed: ['RegisterRunner'],
    proof: [runner.draining],
  });
}
