import {
  MOST_HELD_BACK,
  inboxOf,
  pausedPlan,
  stoppedOrg,
  taskKey,
  waitingOf,
  type ChangeView,
  type OrgId,
  type PlanId,
  type PlanView,
  type TaskId,
  type TaskKey,
  type TaskView,
  type WaitingItem,
  type WaitingPlan,
  type WaitingTask,
} from '@headrace/events';
import { ChangeRow } from '../change/change.row.ts';
import { getOrg } from '../org/org.queries.ts';
import { PlanRow } from '../plan/plan.row.ts';
import { selection, type Database } from '../row.store.ts';
import { TaskRow } from '../task/task.row.ts';

/** Of each kind, those that have waited longest; more than anybody reads before the next look. */
const MOST_WAITING = 500;

/** What is held until a time waits for nobody. */
const isForPeople = `("state" = 'failed' OR ("held_reason" IS NOT NULL AND "held_until" IS NULL))`;

const isArchived = `EXISTS (SELECT FROM "plan" WHERE "plan"."org" = "task"."org" AND "plan"."plan_id" = "task"."plan_id" AND "archived_at" IS NOT NULL)`;

const isUnderWay = `"state" IN ('blocked', 'ready', 'claimed', 'running', 'verifying', 'reviewing', 'merging')`;

/** What waits for a person in an org: the org itself, then what holds most back. */
export async function listInbox(db: Database, org: OrgId): Promise<readonly WaitingItem[]> {
  const stopped = stoppedOrg(await getOrg(db, org));
  return inboxOf(stopped, await pausedPlans(db, org), await waitingTasks(db, org));
}

async function pausedPlans(db: Database, org: OrgId): Promise<readonly WaitingPlan[]> {
  const plans = await db.query<PlanView[]>(
    `SELECT ${selection(PlanRow)} FROM "plan" WHERE "org" = $1 AND "state" = 'paused'
     ORDER BY "paused_at" LIMIT ${MOST_WAITING}`,
    [org],
  );
  const open = await db.query<{ planId: PlanId; holds: TaskId[] }[]>(
    `SELECT "paused"."plan_id" AS "planId", array_agg("open"."task_id" ORDER BY "open"."ordinal") AS "holds"
     FROM unnest($2::text[]) AS "paused"("plan_id"), LATERAL (
       SELECT "task_id", "ordinal" FROM "task" WHERE "org" = $1 AND "plan_id" = "paused"."plan_id" AND ${isUnderWay}
       ORDER BY "ordinal" LIMIT ${MOST_HELD_BACK}
     ) AS "open" GROUP BY "paused"."plan_id"`,
    [org, plans.map(({ planId }) => planId)],
  );
  const holds = new Map(open.map((found) => [found.planId, found.holds]));
  return plans.flatMap((plan) => pausedPlan(plan, holds.get(plan.planId) ?? []) ?? []);
}

async function waitingTasks(db: Database, org: OrgId): Promise<readonly WaitingTask[]> {
  const changes = await db.query<ChangeView[]>(
    `SELECT ${selection(ChangeRow)} FROM "change" WHERE "org" = $1 AND "state" = 'reviewing'
     ORDER BY "position" LIMIT ${MOST_WAITING}`,
    [org],
  );
  const tasks = await db.query<TaskView[]>(
    `(SELECT ${selection(TaskRow)} FROM "task" WHERE "org" = $1 AND ${isForPeople} AND NOT ${isArchived} ORDER BY "since" LIMIT ${MOST_WAITING})
     UNION
     SELECT ${selection(TaskRow)} FROM "task" WHERE "org" = $1 AND "key" = ANY($2::text[])`,
    [org, changes.map(({ planId, taskId }) => taskKey(planId, taskId))],
  );
  const held = await heldBackBy(db, org, tasks);
  return waitingOf(tasks, changes, ({ key }) => held.get(key) ?? []);
}

/** Step by step from each task to those that wait for it: what it costs depends on what is found, not on its plan. */
async function heldBackBy(
  db: Database,
  org: OrgId,
  tasks: readonly TaskView[],
): Promise<ReadonlyMap<TaskKey, readonly TaskId[]>> {
  const found = await db.query<{ key: TaskKey; holds: TaskId[] }[]>(
    `SELECT "waiting"."key", array_agg("behind"."task_id") AS "holds"
     FROM unnest($2::text[], $3::text[], $4::text[]) AS "waiting"("key", "plan_id", "task_id"), LATERAL (
       WITH RECURSIVE "behind"("task_id") AS (
         SELECT "waiting"."task_id"
         UNION
         SELECT "next"."task_id" FROM "behind"
         JOIN "task_need" AS "next" ON "next"."org" = $1 AND "next"."plan_id" = "waiting"."plan_id" AND "next"."need" = "behind"."task_id"
         JOIN "task" ON "task"."org" = $1 AND "task"."key" = "waiting"."plan_id" || '.' || "next"."task_id" AND ${isUnderWay}
       )
       SELECT "task_id" FROM "behind" WHERE "task_id" <> "waiting"."task_id" LIMIT ${MOST_HELD_BACK}
     ) AS "behind" GROUP BY "waiting"."key"`,
    [org, tasks.map(({ key }) => key), tasks.map(({ planId }) => planId), tasks.map(({ taskId }) => taskId)],
  );
  return new Map(found.map(({ key, holds }) => [key, holds]));
}
