import type { Recorded, RunnerEvent } from '@headrace/events';
import { offerIn } from './runner.state.ts';
import type { OrgState } from '../org/org.state.ts';

export function evolveRunner(state: OrgState, { event, ref }: Recorded<RunnerEvent>): void {
  const { runnerId } = event;
  if (event.type === 'RunnerRegistered') {
    const { version, host } = event;
    const offer = offerIn(event);
    const atWork = state.runners.get(runnerId)?.atWork ?? 0;
    state.runners.set(runnerId, { runnerId, version, host, offer, registered: ref, atWork, draining: null });
    return;
  }
  const runner = state.runners.get(runnerId);
  if (runner) runner.draining = ref;
}
