import type { PlanId } from '@headrace/events';
import type { Api } from '../live/api.ts';
import type { Live } from '../live/live.store.svelte.ts';
import type { Records } from '../live/records.store.svelte.ts';

/** Loads the attempts and gates of plans that a page shows changes of, each plan once. A failure leaves the marks out. */
export function loadDetails(api: Api, records: Records, live: Live) {
  const asked = new Set<PlanId>();
  async function load(planId: PlanId): Promise<void> {
    const snapshot = await api.plan(planId, live.position).catch(() => null);
    if (!snapshot) return void asked.delete(planId);
    records.seedPlan(snapshot);
    live.replay(snapshot.position);
  }
  return {
    want(plans: readonly PlanId[]): void {
      for (const planId of new Set(plans)) {
        if (asked.has(planId) || records.detailed.has(planId)) continue;
        asked.add(planId);
        void load(planId);
      }
    },
  };
}
