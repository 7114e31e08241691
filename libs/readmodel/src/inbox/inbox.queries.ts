import { waitingOf, type ChangeView, type OrgId, type TaskView, type WaitingItem } from '@headrace/events';
import { ChangeRow } from '../change/change.row.ts';
import { selection, type Database } from '../row.store.ts';
import { TaskRow } from '../task/task.row.ts';

const isForPeople = `("state" = 'failed' OR "held_reason" IS NOT NULL OR "split" IS NOT NULL)`;

/**
 * What waits for a person in an org, what holds most back first. Of the plans concerned every unfinished task is
 * read, because what a task holds back is known by those that need it.
 */
export async function listInbox(db: Database, org: OrgId): Promise<readonly WaitingItem[]> {
  const changes = await db.query<ChangeView[]>(
    `SELECT ${selection(ChangeRow)} FROM "change" WHERE "org" = $1 AND "state" = 'reviewing'`,
    [org],
  );
  const plans = await db.query<{ planId: string }[]>(
    `SELECT DISTINCT "plan_id" AS "planId" FROM "task" WHERE "org" = $1 AND ${isForPeople}`,
    [org],
  );
  const concerned = new Set([...plans, ...changes].map(({ planId }) => planId));
  if (concerned.size === 0) return [];
  const tasks = await db.query<TaskView[]>(
    `SELECT ${selection(TaskRow)} FROM "task" WHERE "org" = $1 AND "plan_id" = ANY($2::text[])
     AND ("state" NOT IN ('done', 'cancelled') OR ${isForPeople})`,
    [org, [...concerned]],
  );
  return waitingOf(tasks, changes);
}
