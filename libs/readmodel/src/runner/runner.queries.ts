import type { OrgId, RunnerId, RunnerView } from '@headrace/events';
import { selection, type Database } from '../row.store.ts';
import { RunnerRow } from './runner.row.ts';

const select = `SELECT ${selection(RunnerRow)} FROM "runner" WHERE "org" = $1`;

/** As they registered; whether they are alive is presence. */
export const listRunners = (db: Database, org: OrgId): Promise<readonly RunnerView[]> =>
  db.query<RunnerView[]>(`${select} ORDER BY "runner_id"`, [org]);

export async function getRunner(db: Database, org: OrgId, id: RunnerId): Promise<RunnerView | null> {
  const [found] = await db.query<RunnerView[]>(`${select} AND "runner_id" = $2`, [org, id]);
  return found ?? null;
}
