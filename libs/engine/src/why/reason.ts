import type { Instant, Ref, RunnerId, RunnerOffer } from '@headrace/events';

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
    | 'org'
    | 'plan'
    | 'hold'
    | 'role'
    | 'account'
    | 'role-limit'
    | 'cap'
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
  readonly data: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
  readonly proof: readonly Ref[];
  readonly change: string;
};

/** What is known about now from outside the org's history. */
export type Now = { readonly at: Instant; readonly runners: readonly LiveRunner[] | null };
