import type { AccountView } from '@headrace/events';
import { flag, instant, integer, nullable, position, rowOf, text } from '../row.ts';

export const AccountRow = rowOf<AccountView>('account', ['account'], {
  account: text,
  heldBecause: nullable(text),
  heldUntil: nullable(instant),
  heldNote: nullable(text),
  provenBy: nullable(text),
  isNamed: flag,
  holds: integer,
  since: instant,
  position,
});
