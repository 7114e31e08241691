import type { Instant, Ref, RunnerId, RunnerOffer, TaskKey } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import type { Hold, TaskStatus } from '../task/task.state.ts';

/** A runner that is alive, as presence has it. */
export type LiveRunner = Pick<RunnerOffer, 'roles' | 'agents' | 'labels'> & {
  readonly runnerId: RunnerId;
  readonly freeSlots: number;
};

/** One thing that keeps a task where it is. `proof` names the events, `change` says what would change it. */
export type Reason = {
  readonly kind:
    | 'need'
    | 'after'
    | 'phase'
    | 'plan'
    | 'hold'
    | 'role-limit'
    | 'worktree'
    | 'scope'
    | 'runner'
    | 'order'
    | 'attempt'
    | 'review'
    | 'queue'
    | 'landing'
    | 'end';
  readonly text: string;
  readonly data: Readonly<Record<string, string | number | null | readonly string[]>>;
  readonly proof: readonly Ref[];
  readonly change: string;
};

/**
 * `claimable`: the next fitting runner gets it, unless something stands before it in the order. `waiting`: `reasons` says
 * for what, all of it. `working`, `reviewing`, `merging`: it is on its way. `over`: it has ended.
 */
export type Why = {
  readonly key: TaskKey;
  readonly status: TaskStatus;
  readonly held: Hold | null;
  readonly verdict: 'claimable' | 'waiting' | 'working' | 'reviewing' | 'merging' | 'over';
  readonly summary: string;
  readonly reasons: readonly Reason[];
};

/** Why a task stands where it stands, with proofs; null: no such task. `runners`: those alive now; empty for the past. */
export function why(
  _state: OrgState,
  _key: TaskKey,
  _at: Instant,
  _runners: readonly LiveRunner[],
): Why | null {
  throw new Error('not built yet');
}
