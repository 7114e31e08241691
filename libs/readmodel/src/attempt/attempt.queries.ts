import { partsOf, type AttemptId, type AttemptView, type OrgId, type TaskKey } from '@headrace/events';
import { selection, type Database } from '../row.store.ts';
import { AttemptRow } from './attempt.row.ts';

const select = `SELECT ${selection(AttemptRow)} FROM "attempt"`;

/** Oldest first. */
export async function listAttempts(db: Database, org: OrgId, key: TaskKey): Promise<readonly AttemptView[]> {
  const { planId, taskId } = partsOf(key);
  return db.query<AttemptView[]>(
    `${select} WHERE "org" = $1 AND "plan_id" = $2 AND "task_id" = $3 ORDER BY "fence"`,
    [org, planId, taskId],
  );
}

/** Those of a plan, task by task; the newest `limit` claims. */
export const attemptsOfPlan = (
  db: Database,
  org: OrgId,
  planId: string,
  limit = 10_000,
): Promise<readonly AttemptView[]> =>
  db.query<AttemptView[]>(
    `SELECT * FROM (${select} WHERE "org" = $1 AND "plan_id" = $2 ORDER BY "claimed_at" DESC LIMIT $3) AS newest
     ORDER BY "taskId", "fence"`,
    [org, planId, limit],
  );

/** At work now, longest first. */
export const attemptsAlive = (db: Database, org: OrgId): Promise<readonly AttemptView[]> =>
  db.query<AttemptView[]>(
    `${select} WHERE "org" = $1 AND "state" <> 'ended' ORDER BY "claimed_at", "attempt_id" LIMIT 10000`,
    [org],
  );

export async function getAttempt(db: Database, org: OrgId, id: AttemptId): Promise<AttemptView | null> {
  const [found] = await db.query<AttemptView[]>(`${select} WHERE "org" = $1 AND "attempt_id" = $2`, [
    org,
    id,
  ]);
  return found ?? null;
}
