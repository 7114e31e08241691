import { AccountHeld, AccountId, AttemptId, Instant, type AccountView } from '@headrace/events';
import { z } from 'zod';
import { AcceptedAnswer, Reading } from '../http/parts.ts';
import { route } from '../http/route.ts';

const AccountRecord = z.object({
  account: AccountId,
  heldBecause: AccountHeld.shape.because.nullable(),
  heldUntil: Instant.nullable(),
  heldNote: z.string().nullable(),
  provenBy: AttemptId.nullable(),
  isNamed: z.boolean(),
  holds: z.number().int(),
  since: Instant,
  position: z.number().int(),
}) satisfies z.ZodType<AccountView>;

export const accountRoutes = {
  list: route({
    method: 'GET',
    path: '/accounts',
    summary: "Providers' accounts that were out of quota, those that are held now first",
    query: Reading,
    answer: z.object({ items: z.array(AccountRecord), position: z.number().int() }),
  }),
  release: route({
    method: 'POST',
    path: '/accounts/:account/release',
    summary: 'Tries an account now that is held until its provider has quota again',
    access: ['admin', 'person'],
    params: z.object({ account: AccountId }),
    answer: AcceptedAnswer,
  }),
};
