import {
  after,
  type AttemptId,
  type ChangeId,
  type Digest,
  type Instant,
  type PlanId,
  type RunnerId,
  type TaskId,
} from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { DRAFT_PATIENCE_MS } from '../plan/plan.draft.ts';

/** A hold that ends by itself: `WakeTask` with this `until` is due then; of a change's review, `ExpireReview`. */
export type Wait = {
  readonly planId: PlanId;
  readonly taskId: TaskId;
  readonly changeId?: ChangeId;
  readonly until: Instant;
};

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

/** A draft that nobody goes on with: `DiscardDraft` is due at `until`. */
export type LeftDraft = { readonly planId: PlanId; readonly digest: Digest; readonly until: Instant };

export const leftDrafts = (state: OrgState): LeftDraft[] =>
  [...state.drafts].map(([planId, { digest, lastAt }]) => ({
    planId,
    digest,
    until: after(lastAt, DRAFT_PATIENCE_MS),
  }));

/** A plan that has ended, and when: `ArchivePlan` is due ARCHIVE_AFTER_MS later. */
export type EndedPlan = { readonly planId: PlanId; readonly since: Instant };

export const endedPlans = (state: OrgState): EndedPlan[] =>
  [...state.plans.values()].filter(({ status }) => status === 'finished');

/** What waits for an account is released with it. */
export function waits(state: OrgState): Wait[] {
  const reviews = [...state.reviewsDue].flatMap(({ planId, taskId, changeId, terms }) =>
    terms?.expiresAt ? [{ planId, taskId, changeId, until: terms.expiresAt }] : [],
  );
  const holds = [...state.waiting].flatMap(({ planId, taskId, held }) =>
    held?.until && held.account === null ? [{ planId, taskId, until: held.until }] : [],
  );
  return [...holds, ...reviews];
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
