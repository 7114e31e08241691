import type { Event } from '@headrace/events';
import type { Up } from './up.ts';
import { until } from './up.ts';

/** The log as `/events` shows it, read on from where the last reading ended. */
export type Recorded = {
  /** Everything so far. */
  events(): Promise<readonly Event[]>;
  /** The first event that satisfies, past or to come. An orchestrator that does not answer is asked again. */
  event<E extends Event>(satisfies: (event: Event) => event is E): Promise<E>;
  /** The last position there is. */
  head(): Promise<number>;
};

type Page = {
  readonly items: readonly {
    readonly position: number;
    readonly commit: { readonly events: readonly Event[] };
  }[];
  readonly head: number;
};

export function readRecorded(up: Pick<Up, 'client'>): Recorded {
  const events: Event[] = [];
  let position = 0;
  const page = () => up.client().get<Page>('/events', { after: position, limit: 1000 });
  const readOn = async () => {
    const { items, head } = await page();
    for (const item of items) {
      if (item.position <= position) continue; // two may read at once
      position = item.position;
      events.push(...item.commit.events);
    }
    return head;
  };
  return {
    events: async () => {
      await readOn();
      return events;
    },
    event: async (satisfies) => {
      for (;;) {
        await until(() =>
          readOn().then(
            () => true,
            () => false,
          ),
        );
        const found = events.find(satisfies);
        if (found) return found;
      }
    },
    head: readOn,
  };
}

export const ofTask =
  <T extends Event['type']>(type: T, task: string) =>
  (event: Event): event is Extract<Event, { type: T }> =>
    event.type === type && 'taskId' in event && event.taskId === task;
