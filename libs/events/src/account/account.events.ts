import { z } from 'zod';
import { AccountId, AttemptId } from '../ids.ts';
import { Instant } from '../instant.ts';

/**
 * A provider's account has no quota: nothing is claimed for it, by any runner, until it is released. Said again when a later
 * time is named. `isNamed`: the provider named the time. `provenBy`: the attempt that was refused; `note`: in which words.
 */
export const AccountHeld = z.object({
  type: z.literal('AccountHeld'),
  account: AccountId,
  because: z.enum(['quota']),
  until: Instant,
  isNamed: z.boolean(),
  provenBy: AttemptId,
  note: z.string().max(500),
});
export type AccountHeld = z.infer<typeof AccountHeld>;

/** Its time has come, or a person wants it tried now. */
export const AccountReleased = z.object({
  type: z.literal('AccountReleased'),
  account: AccountId,
  because: z.enum(['time', 'person']),
});
export type AccountReleased = z.infer<typeof AccountReleased>;

export const AccountEvent = z.discriminatedUnion('type', [AccountHeld, AccountReleased]);
export type AccountEvent = z.infer<typeof AccountEvent>;
