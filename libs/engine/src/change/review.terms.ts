import { after, matchesActor, type Actor, type Instant, type ReviewRequested } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { refuse, type Decision } from '../refuse.ts';
import type { TaskState } from '../task/task.state.ts';
import type { ChangeState } from './change.state.ts';

type OfChange = { readonly change: ChangeState; readonly task: TaskState; readonly plan: PlanState };

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

/** On whose behalf an actor approves: the own one first; the refusal where it may on nobody's. */
export function approvalBy(
  actor: Actor,
  at: Instant,
  { change, task, plan }: OfChange,
  state: OrgState,
): { readonly onBehalfOf: Actor | null } | { readonly refused: Decision } {
  const { terms } = change;
  if (!terms) return { onBehalfOf: null };
  const { from, fourEyes } = terms;
  const authors = fourEyes ? [plan.submittedBy, ...task.editors] : [];
  if (fourEyes && (authors.includes(actor) || actor.startsWith('policy:')))
    return {
      refused: refuse(
        'FOUR_EYES',
        `${actor} has to leave the approval of ${change.changeId} to another person.`,
        {
          path: 'actor',
          expected: 'a person who neither submitted the plan nor edited the task',
          proof: [change.ref, plan.added, ...task.edited],
        },
      ),
    };
  const isAsked = (who: Actor) => from.length === 0 || from.some((pattern) => matchesActor(pattern, who));
  if (isAsked(actor)) return { onBehalfOf: null };
  const standIn = delegators(state, actor, at).find((who) => isAsked(who) && !authors.includes(who));
  if (standIn) return { onBehalfOf: standIn };
  return {
    refused: refuse('REVIEWER_NOT_ASKED', `${actor} is not asked to approve ${change.changeId}.`, {
      path: 'actor',
      expected: from.join(', '),
      proof: [change.ref],
    }),
  };
}

const delegators = ({ delegations }: OrgState, to: Actor, at: Instant): readonly Actor[] =>
  [...(delegations.get(to) ?? [])].filter(([, { until }]) => until > at).map(([from]) => from);
