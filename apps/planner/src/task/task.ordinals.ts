import {
  numbersIn,
  taskKey,
  tasksOf,
  type Event,
  type OrgId,
  type PlanId,
  type TaskKey,
} from '@headrace/events';
import { ordinalsOfPlan, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';

/**
 * The tasks that each event of a batch touches, also where it has only their ordinals: those of the tasks that are
 * stored, and of those that the batch itself adds.
 */
export async function keysIn(
  tx: Database,
  batch: readonly Happened[],
): Promise<(event: Event) => readonly TaskKey[]> {
  const numbered = new Map<Event, readonly TaskKey[]>();
  const plans = new Map<string, Map<number, TaskKey>>();
  for (const { event, org } of batch) {
    if (!('ordinals' in event) || event.ordinals === undefined) continue;
    const name = `${org}/${event.planId}`;
    const keys = plans.get(name) ?? (await membersOf(tx, org, event.planId, batch));
    plans.set(name, keys);
    numbered.set(
      event,
      [...numbersIn(event.ordinals)].flatMap((ordinal) => keys.get(ordinal) ?? []),
    );
  }
  return (event) => numbered.get(event) ?? tasksOf(event);
}

async function membersOf(
  tx: Database,
  org: OrgId,
  planId: PlanId,
  batch: readonly Happened[],
): Promise<Map<number, TaskKey>> {
  const keys = await ordinalsOfPlan(tx, org, planId);
  for (const { event, org: other } of batch)
    if (event.type === 'TaskAdded' && other === org && event.planId === planId)
      keys.set(event.ordinal, taskKey(planId, event.taskId));
  return keys;
}
