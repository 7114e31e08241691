import {
  after,
  matchesActor,
  ok,
  type Actor,
  type Instant,
  type Refusal,
  type Result,
  type ReviewRequested,
} from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { refuse } from '../refuse.ts';
import type { TaskState } from '../task/task.state.ts';
import type { OfChange } from './of.change.ts';

/** Asks for approvals as the task wants them; the clock of a deadline begins now. */
export function reviewRequested(
  { review }: TaskState,
  of: Pick<ReviewRequested, 'planId' | 'taskId' | 'changeId'>,
  approvals: number,
  at: Instant,
): ReviewRequested {
  const asked = { type: 'ReviewRequested', ...of, approvals } as const;
  if (!review) return asked;
  const { from, fourEyes, expires } = review;
  const expiresAt = expires ? after(at, expires.minutes * 60_000) : null;
  return { ...asked, terms: { from, fourEyes, expiresAt, then: expires?.then ?? null } };
}

/** Whose approval an actor gives: null for the own one, which comes first. */
export function approvalBy(
  actor: Actor,
  at: Instant,
  { change, task, plan }: OfChange,
  state: OrgState,
): Result<Actor | null, Refusal> {
  const { changeId, terms, asked, voices } = change;
  if (!terms) return ok(null);
  const { from, fourEyes } = terms;
  const authors = fourEyes ? [...plan.submittedBy, ...task.editors] : [];
  if (fourEyes && (authors.includes(actor) || actor.startsWith('policy:')))
    return refuse('FOUR_EYES', `${actor} has to leave the approval of ${changeId} to another person.`, {
      path: 'actor',
      expected: 'a person who neither submitted the plan nor edited the task',
      proof: [asked, plan.added, ...task.edited],
    });
  const isAsked = (who: Actor) => from.length === 0 || from.some((pattern) => matchesActor(pattern, who));
  if (isAsked(actor)) return ok(null);
  const standIn = delegators(state, actor, at).find(
    (who) => isAsked(who) && !authors.includes(who) && !voices.has(who),
  );
  if (standIn) return ok(standIn);
  return refuse('REVIEWER_NOT_ASKED', `${actor} is not asked to approve ${changeId}.`, {
    path: 'actor',
    expected: from.join(', '),
    proof: [asked],
  });
}

const delegators = ({ delegations }: OrgState, to: Actor, at: Instant): readonly Actor[] =>
  [...(delegations.get(to) ?? [])].filter(([, { until }]) => until > at).map(([from]) => from);
