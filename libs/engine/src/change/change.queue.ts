import type { RepoId } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import type { ChangeState, LandingQueue } from './change.state.ts';

/** The change that lands next on a branch, whether its landing is claimed or not. */
export const headOf = (queue: LandingQueue): ChangeState | null =>
  queue.changes.values().next().value ?? null;

export function enqueue(state: OrgState, change: ChangeState): void {
  const { repoId, target } = change;
  const key = keyOf(repoId, target);
  const queue = state.queues.get(key) ?? { repoId, target, changes: new Set<ChangeState>() };
  queue.changes.add(change);
  state.queues.set(key, queue);
}

export function leaveQueue(state: OrgState, change: ChangeState): void {
  queueFor(state, change)?.changes.delete(change);
}

export const queueFor = (state: OrgState, { repoId, target }: ChangeState): LandingQueue | null =>
  state.queues.get(keyOf(repoId, target)) ?? null;

const keyOf = (repoId: RepoId, target: string): string => `${repoId} ${target}`;
