import {
  assertNever,
  type Actor,
  type Instant,
  type OrgEvent,
  type Recorded,
  type Ref,
} from '@headrace/events';
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
    case 'ReviewsDelegated': {
      const { from, to, until } = event;
      const known = state.delegations.get(to) ?? new Map<Actor, { until: Instant; ref: Ref }>();
      state.delegations.set(to, known.set(from, { until, ref }));
      break;
    }
    case 'ReviewsRevoked':
      state.delegations.get(event.to)?.delete(event.from);
      break;
    default:
      assertNever(event);
  }
}
