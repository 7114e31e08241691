import type { Event, Recorded } from '../event.ts';
import type { AccountId, AttemptId } from '../ids.ts';
import type { Instant } from '../instant.ts';
import type { AccountHeld } from './account.events.ts';

/** An account that was out of quota at least once. */
export type AccountView = {
  readonly account: AccountId;
  /** null: it is not held. */
  readonly heldBecause: AccountHeld['because'] | null;
  readonly heldUntil: Instant | null;
  readonly heldNote: string | null;
  /** The attempt that found it so. */
  readonly provenBy: AttemptId | null;
  /** Whether the provider named the time. */
  readonly isNamed: boolean;
  /** Times that it was held. */
  readonly holds: number;
  /** Since when it is held, or is not any more. */
  readonly since: Instant;
  readonly position: number;
};

export const accountsOf = (event: Event): readonly AccountId[] =>
  event.type === 'AccountHeld' || event.type === 'AccountReleased' ? [event.account] : [];

/** Throws where a release stands before any hold: the log is broken then. */
export function viewAccount(view: AccountView | null, { event, at, ref }: Recorded): AccountView {
  const { position } = ref;
  if (event.type === 'AccountHeld') {
    const { account, because, until, isNamed, provenBy, note } = event;
    const isHeldAlready = view !== null && view.heldUntil !== null;
    return {
      ...{ account, heldBecause: because, heldUntil: until, heldNote: note, provenBy, isNamed, position },
      holds: (view?.holds ?? 0) + (isHeldAlready ? 0 : 1),
      since: isHeldAlready ? view.since : at,
    };
  }
  if (!view) throw new Error(`${event.type} before AccountHeld at #${position}`);
  return {
    ...view,
    ...{ heldBecause: null, heldUntil: null, heldNote: null, isNamed: false },
    since: at,
    position,
  };
}
