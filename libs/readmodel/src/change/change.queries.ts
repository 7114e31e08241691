import type { ChangeId, ChangeView, OrgId } from '@headrace/events';
import { inOrg, pageOf, type Page, type PageRequest } from '../page.ts';
import { selection, type Database } from '../row.store.ts';
import { ChangeRow } from './change.row.ts';

export type ChangeFilter = PageRequest & {
  readonly states?: readonly ChangeView['state'][] | undefined;
  readonly plan?: string | undefined;
  /** The task's id within the plan. */
  readonly task?: string | undefined;
};

/** Newest first. */
export function listChanges(db: Database, org: OrgId, filter: ChangeFilter = {}): Promise<Page<ChangeView>> {
  const where = inOrg(org)
    .and('"plan_id" = ?', filter.plan)
    .and('"task_id" = ?', filter.task)
    .and('"state" = ANY(?::text[])', filter.states?.length ? [...filter.states] : undefined);
  return pageOf(db, ChangeRow, where, { by: ['openedAt', 'changeId'], descending: true }, filter);
}

export async function getChange(db: Database, org: OrgId, id: ChangeId): Promise<ChangeView | null> {
  const sql = `SELECT ${selection(ChangeRow)} FROM "change" WHERE "org" = $1 AND "change_id" = $2`;
  const [found] = await db.query<ChangeView[]>(sql, [org, id]);
  return found ?? null;
}
