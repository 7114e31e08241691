import type { OrgId, TaskWaits } from '@headrace/events';
import { keyed, upsertAll, type Database } from '../row.store.ts';
import { TaskNeedRow } from './task.need.row.ts';

export type StoredWaits = TaskWaits & { readonly org: OrgId };

/** In the place of what these tasks waited for before; the last word on each counts. */
export async function storeWaits(db: Database, said: readonly StoredWaits[]): Promise<void> {
  const last = [...new Map(said.map((one) => [keyed(one.org, `${one.planId}.${one.taskId}`), one])).values()];
  if (last.length === 0) return;
  await db.query(
    `DELETE FROM "task_need" USING unnest($1::text[], $2::text[], $3::text[]) AS "said"("said_org", "said_plan", "said_task")
     WHERE "org" = "said_org" AND "plan_id" = "said_plan" AND "task_id" = "said_task"`,
    [last.map(({ org }) => org), last.map(({ planId }) => planId), last.map(({ taskId }) => taskId)],
  );
  const needs = last.flatMap(({ on, ...task }) => on.map((need) => ({ ...task, need })));
  await upsertAll(db, TaskNeedRow, needs);
}
