import type { OrgId, OrgView } from '@headrace/events';
import { selection, type Database } from '../row.store.ts';
import { OrgRow } from './org.row.ts';

/** null: nothing has happened to the org as a whole since it was created. */
export async function getOrg(db: Database, org: OrgId): Promise<OrgView | null> {
  const [found] = await db.query<OrgView[]>(`SELECT ${selection(OrgRow)} FROM "org" WHERE "org" = $1`, [org]);
  return found ?? null;
}
