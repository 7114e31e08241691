import type { OrgEvent, Recorded } from '@headrace/events';
import type { OrgState } from './org.state.ts';

export function evolveOrg(state: OrgState, { ref }: Recorded<OrgEvent>): void {
  state.created = ref;
}
