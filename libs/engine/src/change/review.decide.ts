import {
  ok,
  type Actor,
  type DelegateReviews,
  type Event,
  type ExpireReview,
  type ReviewTerms,
  type RevokeReviews,
  type Stamped,
} from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import { named, sendBack, withChange } from './change.decide.ts';

/** Nobody came in time. Two planners that expire the same review have one effect: the second finds other terms. */
export function expireReview({ changeId, until, at }: Stamped<ExpireReview>, state: OrgState): Decision {
  return withChange(changeId, state, (of) => {
    const { change, task } = of;
    const { terms } = change;
    if (change.status !== 'reviewing' || terms?.expiresAt !== until || !terms.then) return ok([]);
    if (at < until)
      return refuse('NOT_DUE', `The review of ${changeId} ends at ${until}.`, { expected: until });
    const { then } = terms;
    const from = then === 'escalate' ? (task.review?.expires?.to ?? []) : terms.from;
    const next: ReviewTerms = { ...terms, from, then: null };
    const expired: Event = { type: 'ReviewExpired', ...named(change), then, terms: next };
    if (then !== 'reject') return ok([expired]);
    return ok([expired, ...sendBack(of, 'review', `Nobody approved the change until ${until}.`)]);
  });
}

/** One hands on what one may do oneself, and not what somebody else handed on. */
export function delegateReviews(command: Stamped<DelegateReviews>, { org, delegations }: OrgState): Decision {
  const { actor, to, until, at } = command;
  const fault = delegationFault(actor, to);
  if (fault) return refuse('VALUE_INVALID', fault, { path: 'to', expected: 'another person' });
  if (until <= at)
    return refuse('VALUE_INVALID', `${until} is over.`, { path: 'until', expected: `a time after ${at}` });
  if (delegations.get(to)?.get(actor)?.until === until) return ok([]);
  return ok([{ type: 'ReviewsDelegated', org, from: actor, to, until }]);
}

function delegationFault(actor: Actor, to: Actor): string | null {
  if (!/^(admin|person):/.test(actor)) return `${actor} gives no approvals that could be delegated.`;
  if (!to.startsWith('person:')) return `${to} is not a person.`;
  return actor === to ? 'That is yourself.' : null;
}

export function revokeReviews(
  { actor, to }: Stamped<RevokeReviews>,
  { org, delegations }: OrgState,
): Decision {
  return ok(delegations.get(to)?.has(actor) ? [{ type: 'ReviewsRevoked', org, from: actor, to }] : []);
}
