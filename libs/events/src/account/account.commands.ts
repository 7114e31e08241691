import { z } from 'zod';
import { AccountId } from '../ids.ts';
import { Instant } from '../instant.ts';

/** "Try now": a person does not wait for the time that was named. */
export const ReleaseAccount = z.object({ type: z.literal('ReleaseAccount'), account: AccountId });
export type ReleaseAccount = z.infer<typeof ReleaseAccount>;

/** From the planner when the time has come; names it, so that two planners have one effect. */
export const WakeAccount = z.object({
  type: z.literal('WakeAccount'),
  account: AccountId,
  until: Instant,
});
export type WakeAccount = z.infer<typeof WakeAccount>;

export const AccountCommand = z.discriminatedUnion('type', [ReleaseAccount, WakeAccount]);
export type AccountCommand = z.infer<typeof AccountCommand>;
