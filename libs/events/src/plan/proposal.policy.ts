import { z } from 'zod';
import { Actor } from '../ids.ts';

const whoDecides = z.enum(['ask', 'accept']);

/**
 * Who decides about tasks that an attempt proposes in the place of its own. `ask`: a person, or a policy that has a token.
 * `accept`: the plan itself, while they are at most `maxChildren` and may do no more than the whole.
 */
export const ProposalPolicy = z.strictObject({
  split: whoDecides.default('ask'),
  decomposition: whoDecides.default('ask'),
  maxChildren: z.number().int().min(2).max(100).default(10),
});
export type ProposalPolicy = z.infer<typeof ProposalPolicy>;

/** Of a plan that says nothing. */
export const askAlways: ProposalPolicy = ProposalPolicy.parse({});

/** Who a plan is where it accepts by itself. */
export const PLAN_POLICY: Actor = Actor.parse('policy:plan');
