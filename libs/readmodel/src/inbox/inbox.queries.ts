import {
  taskKey,
  waitingOf,
  type ChangeView,
  type Dependant,
  type OrgId,
  type PlanId,
  type TaskId,
  type TaskView,
  type WaitingItem,
} from '@headrace/events';
import { ChangeRow } from '../change/change.row.ts';
import { selection, type Database } from '../row.store.ts';
import { TaskRow } from '../task/task.row.ts';

const isForPeople = `("state" = 'failed' OR "held_reason" IS NOT NULL OR "split" IS NOT NULL)`;

const isUnderWay = `"state" IN ('blocked', 'ready', 'claimed', 'running', 'verifying', 'reviewing', 'merging')`;

/**
 * What waits for a person in an org, what holds most back first. Of those only, everything is read; of the unfinished
 * tasks of their plans, which may be a hundred thousand, no more than whom they wait for.
 */
export async function listInbox(db: Database, org: OrgId): Promise<readonly WaitingItem[]> {
  const changes = await db.query<ChangeView[]>(
    `SELECT ${selection(ChangeRow)} FROM "change" WHERE "org" = $1 AND "state" = 'reviewing'`,
    [org],
  );
  const tasks = await db.query<TaskView[]>(
    `SELECT ${selection(TaskRow)} FROM "task" WHERE "org" = $1 AND ${isForPeople}
     UNION ALL
     SELECT ${selection(TaskRow)} FROM "task" WHERE "org" = $1 AND "key" = ANY($2::text[]) AND NOT ${isForPeople}`,
    [org, changes.map(({ planId, taskId }) => taskKey(planId, taskId))],
  );
  const others = await dependantsIn(db, org, [...new Set(tasks.map(({ planId }) => planId))]);
  return waitingOf(tasks, changes, others);
}

/** One text for all of a plan: a row for each task would cost several times as much. */
async function dependantsIn(
  db: Database,
  org: OrgId,
  plans: readonly PlanId[],
): Promise<readonly Dependant[]> {
  if (plans.length === 0) return [];
  const found = await db.query<{ dependants: string }[]>(
    `SELECT '[' || string_agg('["' || "plan_id" || '","' || "task_id" || '","' || "state" || '",' || "needs" || ',' || "after" || ']', ',') || ']' AS "dependants"
     FROM "task" WHERE "org" = $1 AND "plan_id" = ANY($2::text[]) AND ${isUnderWay} AND ("needs" <> '[]' OR "after" <> '[]')
     GROUP BY "plan_id"`,
    [org, plans],
  );
  return found.flatMap(({ dependants }) => (JSON.parse(dependants) as Told[]).map(dependantOf));
}

type Told = [PlanId, TaskId, TaskView['state'], TaskView['needs'], TaskView['after']];

const dependantOf = ([planId, taskId, state, needs, after]: Told): Dependant => ({
  ...{ key: taskKey(planId, taskId), planId, taskId, state, needs, after },
});
