import type { Recorded } from '@headrace/events';
import type { OrgState } from './org/org.state.ts';

export function evolve(_state: OrgState, _recorded: Recorded): void {
  throw new Error('not built yet');
}
