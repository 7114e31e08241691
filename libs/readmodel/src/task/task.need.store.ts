import { partsOf, type OrgId, type TaskKey } from '@headrace/events';
import type { Database } from '../row.store.ts';

/** Writes down anew what these tasks wait for, as their records say it. */
export async function storeWaits(
  db: Database,
  tasks: readonly { readonly org: OrgId; readonly key: TaskKey }[],
): Promise<void> {
  if (tasks.length === 0) return;
  const orgs = tasks.map(({ org }) => org);
  const parts = tasks.map(({ key }) => partsOf(key));
  await db.query(
    `DELETE FROM "task_need" USING unnest($1::text[], $2::text[], $3::text[]) AS "said"("said_org", "said_plan", "said_task")
     WHERE "org" = "said_org" AND "plan_id" = "said_plan" AND "task_id" = "said_task"`,
    [orgs, parts.map(({ planId }) => planId), parts.map(({ taskId }) => taskId)],
  );
  await db.query(
    `INSERT INTO "task_need" SELECT DISTINCT "org", "plan_id", "task_id", "need"
     FROM "task" JOIN unnest($1::text[], $2::text[]) AS "said"("said_org", "said_key") ON "org" = "said_org" AND "key" = "said_key",
     jsonb_array_elements_text("needs" || "after") AS "need"`,
    [orgs, tasks.map(({ key }) => key)],
  );
}
