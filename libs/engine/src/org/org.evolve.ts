import { assertNever, type OrgEvent, type Recorded } from '@headrace/events';
import type { OrgState } from './org.state.ts';

export function evolveOrg(state: OrgState, { event, at, ref }: Recorded<OrgEvent>): void {
  switch (event.type) {
    case 'OrgCreated':
      state.created = ref;
      break;
    case 'OrgStopped':
      state.stopped = { reason: event.reason, since: at, ref };
      break;
    case 'OrgStarted':
      state.stopped = null;
      break;
    case 'OrgCapped':
      state.cap = { maxParallel: event.maxParallel, ref };
      break;
    default:
      assertNever(event);
  }
}
