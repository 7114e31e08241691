import type { AttemptId, ChangeId, Instant, PlanId, RunnerId, TaskId } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';

/** A hold that ends by itself: `WakeTask` with this `until` is due then. */
export type Wait = { readonly planId: PlanId; readonly taskId: TaskId; readonly until: Instant };

/** A claim that heartbeats keep alive: `ExpireClaim` or `ExpireLanding` is due `leaseMs` after the last one. */
export type Lease = {
  readonly fence: number;
  readonly runnerId: RunnerId;
  readonly leaseMs: number;
  /** When it was claimed. */
  readonly since: Instant;
} & (
  { readonly kind: 'attempt'; readonly id: AttemptId } | { readonly kind: 'landing'; readonly id: ChangeId }
);

/** What waits for an account is released with it. */
export function waits(state: OrgState): Wait[] {
  return [...state.waiting].flatMap(({ planId, taskId, held }) =>
    held?.until && held.account === null ? [{ planId, taskId, until: held.until }] : [],
  );
}

export function leases(state: OrgState): Lease[] {
  const attempts = [...state.attempts].map(({ attemptId, fence, runnerId, leaseMs, since }): Lease => ({
    kind: 'attempt',
    id: attemptId,
    fence,
    runnerId,
    leaseMs,
    since,
  }));
  const landings = [...state.landings].flatMap(({ changeId, landing }): Lease[] => {
    if (!landing) return [];
    const { fence, runnerId, leaseMs, since } = landing;
    return [{ kind: 'landing', id: changeId, fence, runnerId, leaseMs, since }];
  });
  return [...attempts, ...landings];
}
