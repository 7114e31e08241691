import type { OrgId } from '@headrace/events';
import { inOrg, pageOf, type Page, type PageRequest } from '../page.ts';
import type { Database } from '../row.store.ts';
import { AuditRow, type AuditView } from './audit.row.ts';

export type AuditFilter = PageRequest & {
  /** A plan (`p`) or a task (`p.t`). */
  readonly key?: string | undefined;
  readonly actor?: string | undefined;
  readonly command?: string | undefined;
  readonly event?: string | undefined;
  /** Positions, both excluded. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
};

/** Newest first. */
export function auditPage(db: Database, org: OrgId, filter: AuditFilter = {}): Promise<Page<AuditView>> {
  const where = inOrg(org)
    .and('"keys" @> ?::jsonb', filter.key && JSON.stringify([filter.key]))
    .and('"actor" = ?', filter.actor)
    .and('"command_type" = ?', filter.command)
    .and('"event_types" @> ?::jsonb', filter.event && JSON.stringify([filter.event]))
    .and('"position" > ?', filter.after)
    .and('"position" < ?', filter.before);
  return pageOf(db, AuditRow, where, { by: ['position', 'part'], descending: true }, filter);
}
