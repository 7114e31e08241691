import type { Event } from '../event.ts';

/** Whether tasks that the event touches may wait for others after it than before: `needs` or `after` is said anew. */
export function changesWaits(event: Event): boolean {
  switch (event.type) {
    case 'TaskAdded':
    case 'TaskNeedsChanged':
      return true;
    case 'TasksChanged':
      return event.spec.needs !== undefined || event.spec.after !== undefined;
    default:
      return false;
  }
}
