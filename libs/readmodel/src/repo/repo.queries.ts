import type { OrgId, RepoId, RepoView } from '@headrace/events';
import { selection, type Database } from '../row.store.ts';
import { RepoRow } from './repo.row.ts';

const select = `SELECT ${selection(RepoRow)} FROM "repo" WHERE "org" = $1`;

export const listRepos = (db: Database, org: OrgId): Promise<readonly RepoView[]> =>
  db.query<RepoView[]>(`${select} ORDER BY "repo_id"`, [org]);

export async function getRepo(db: Database, org: OrgId, id: RepoId): Promise<RepoView | null> {
  const [found] = await db.query<RepoView[]>(`${select} AND "repo_id" = $2`, [org, id]);
  return found ?? null;
}
