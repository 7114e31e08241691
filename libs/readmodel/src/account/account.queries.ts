import type { AccountView, OrgId } from '@headrace/events';
import { selection, type Database } from '../row.store.ts';
import { AccountRow } from './account.row.ts';

/** Accounts that were out of quota at least once, those that are held now first. */
export const listAccounts = (db: Database, org: OrgId): Promise<readonly AccountView[]> =>
  db.query<AccountView[]>(
    `SELECT ${selection(AccountRow)} FROM "account" WHERE "org" = $1 ORDER BY "held_until" NULLS LAST, "account"`,
    [org],
  );
