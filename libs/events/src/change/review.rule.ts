import { z } from 'zod';
import { Instant } from '../instant.ts';

/** Who may approve: an actor, or all of a kind with `*`: `person:ada`, `person:*`, `policy:auto-approve`. */
export const ActorPattern = z
  .string()
  .regex(
    /^(admin|person|policy):(\*|[A-Za-z0-9][A-Za-z0-9._@-]{0,190})$/,
    'expected an actor such as person:ada, or person:* for all of them',
  );
export type ActorPattern = z.infer<typeof ActorPattern>;

export const matchesActor = (pattern: ActorPattern, actor: string): boolean =>
  pattern.endsWith(':*') ? actor.startsWith(pattern.slice(0, -1)) : pattern === actor;

const patterns = z.array(ActorPattern).max(50);

/** What becomes of a change that nobody has approved in time. */
export const OnExpiry = z.enum(['reject', 'escalate', 'hold']);
export type OnExpiry = z.infer<typeof OnExpiry>;

/** How a plan asks for approvals beyond their number. */
export const ReviewRule = z.strictObject({
  /** Who may give them; empty: every person and policy. */
  from: patterns.default([]),
  /** Persons only, and none who submitted the plan or edited the task. */
  fourEyes: z.boolean().default(false),
  expires: z
    .strictObject({
      minutes: z.number().int().min(1).max(525_600),
      /** `reject` sends the change back, `escalate` asks `to` instead, `hold` waits on, overdue. */
      then: OnExpiry.default('escalate'),
      /** Whom an escalation asks; empty: every person and policy. */
      to: patterns.default([]),
    })
    .optional(),
});
export type ReviewRule = z.infer<typeof ReviewRule>;

const AskedApprovals = ReviewRule.extend({ count: z.number().int().min(1).max(5).default(1) })
  .refine(({ from, ...asked }) => isEnough(from, asked), {
    path: ['from'],
    error: 'expected as many who may approve as have to, or a pattern such as person:*',
  })
  .refine(({ expires, ...asked }) => isEnough(expires?.to ?? [], asked), {
    path: ['expires', 'to'],
    error: 'expected as many who may approve as have to, or a pattern such as person:*',
  });

/** Nobody gives two approvals, and where four eyes are asked for no policy gives any. */
function isEnough(
  from: readonly ActorPattern[],
  { count, fourEyes }: { readonly count: number; readonly fourEyes: boolean },
): boolean {
  const may = new Set(fourEyes ? from.filter((pattern) => !pattern.startsWith('policy:')) : from);
  return from.length === 0 || may.size >= count || [...may].some((pattern) => pattern.endsWith(':*'));
}

export const Approvals = z.union([z.number().int().min(0).max(5), AskedApprovals], {
  error: 'expected a number from 0 to 5, or a map with count, from, fourEyes and expires',
});
export type Approvals = z.infer<typeof Approvals>;

export const countOf = (approvals: Approvals): number =>
  typeof approvals === 'number' ? approvals : approvals.count;

export function ruleOf(approvals: Approvals): ReviewRule | null {
  if (typeof approvals === 'number') return null;
  const { count: _, ...rule } = approvals;
  return rule;
}

/** What a review that was asked for still asks for; what an expiry changed is in it. */
export const ReviewTerms = z.object({
  from: patterns,
  fourEyes: z.boolean(),
  /** Until when; it may be over. */
  expiresAt: Instant.nullable(),
  /** What comes of it then; null: nothing, or it has come. */
  then: OnExpiry.nullable(),
});
export type ReviewTerms = z.infer<typeof ReviewTerms>;
