import { attemptsOf, type AttemptId, type Recorded } from '@headrace/events';
import { ensure } from './invariants.ts';
import { endsAttempt } from './proven.ts';

type Place = string;

/**
 * No claim beyond a cap, read from the log alone: of the org, of a plan, of a role in it, of a runner. What is at work when
 * a cap falls goes on, so only claims are asked.
 */
export function expectCaps(log: readonly Recorded[]): void {
  const caps = new Map<Place, number>();
  const places = new Map<AttemptId, readonly Place[]>();
  const cap = (place: Place, most: number | null | undefined) => caps.set(place, most ?? Infinity);
  const atWork = (place: Place): number => [...places.values()].filter((of) => of.includes(place)).length;
  for (const { event } of log) {
    if (event.type === 'OrgCapped') cap('org', event.maxParallel);
    if (event.type === 'PlanAdded' || event.type === 'PlanCapped') cap(event.planId, event.maxParallel);
    if (event.type === 'PlanAdded')
      for (const [role, { maxParallel }] of Object.entries(event.roles))
        cap(`${event.planId} ${role}`, maxParallel);
    if (event.type === 'PlanEdited')
      for (const [role, limit] of Object.entries(event.roles))
        cap(`${event.planId} ${role}`, limit?.maxParallel);
    if (event.type === 'RunnerRegistered') cap(`runner ${event.runnerId}`, event.slots);
    if (endsAttempt(event)) for (const id of attemptsOf(event)) places.delete(id);
    if (event.type !== 'TaskClaimed') continue;
    const { planId, role, runnerId, attemptId } = event;
    const taken = ['org', planId, `${planId} ${role}`, `runner ${runnerId}`];
    places.set(attemptId, taken);
    for (const place of taken)
      ensure(atWork(place) <= (caps.get(place) ?? Infinity), 'cap', place, attemptId);
  }
}
