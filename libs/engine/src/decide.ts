import type { Event, Refusal, Result, Stamped } from '@headrace/events';
import type { OrgState } from './org/org.state.ts';

export function decide(_command: Stamped, _state: OrgState): Result<readonly Event[], Refusal> {
  throw new Error('not built yet');
}
