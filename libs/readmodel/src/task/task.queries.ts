import {
  taskKey,
  type OrgId,
  type PlanId,
  type TaskKey,
  type TaskState,
  type TaskView,
} from '@headrace/events';
import { inOrg, pageOf, type Page, type PageRequest } from '../page.ts';
import { selection, type Database } from '../row.store.ts';
import { TaskRow } from './task.row.ts';

export type TaskFilter = PageRequest & {
  readonly plan?: string | undefined;
  readonly states?: readonly TaskState[] | undefined;
  readonly role?: string | undefined;
  readonly runner?: string | undefined;
  /** Part of a key or title, in any case. */
  readonly q?: string | undefined;
};

/** Plan by plan, in the order of the plan. */
export function listTasks(db: Database, org: OrgId, filter: TaskFilter = {}): Promise<Page<TaskView>> {
  const where = inOrg(org)
    .and('"plan_id" = ?', filter.plan)
    .and('"state" = ANY(?::text[])', filter.states?.length ? [...filter.states] : undefined)
    .and('"role" = ?', filter.role)
    .and('"runner_id" = ?', filter.runner)
    .and('("key" ILIKE ? OR "title" ILIKE ?)', filter.q ? `%${literally(filter.q)}%` : undefined);
  return pageOf(db, TaskRow, where.and(OF_NO_DRAFT, 'draft'), { by: ['planId', 'ordinal'] }, filter);
}

const OF_NO_DRAFT = `NOT EXISTS (SELECT FROM "plan" WHERE "plan"."org" = "task"."org"
  AND "plan"."plan_id" = "task"."plan_id" AND "plan"."state" = ?)`;

export async function getTask(db: Database, org: OrgId, key: TaskKey): Promise<TaskView | null> {
  const sql = `SELECT ${selection(TaskRow)} FROM "task" WHERE "org" = $1 AND "key" = $2`;
  const [found] = await db.query<TaskView[]>(sql, [org, key]);
  return found ?? null;
}

/** A task's parts and children, and theirs, however deep: what `rollUpOf` tells it through. */
export async function familyOf(db: Database, org: OrgId, task: TaskView): Promise<readonly TaskView[]> {
  const sql = `SELECT ${selection(TaskRow)} FROM "task" WHERE "org" = $1 AND "key" = ANY($2::text[])`;
  const family: TaskView[] = [];
  for (let near: readonly TaskView[] = [task]; near.length > 0;) {
    const keys = near.flatMap(({ planId, splitInto }) => (splitInto ?? []).map((id) => taskKey(planId, id)));
    near = keys.length > 0 ? await db.query<TaskView[]>(sql, [org, keys]) : [];
    family.push(...near);
  }
  return family;
}

/** All of them, in the order of the plan. */
export const tasksOfPlan = (db: Database, org: OrgId, planId: PlanId): Promise<readonly TaskView[]> =>
  db.query<TaskView[]>(
    `SELECT ${selection(TaskRow)} FROM "task" WHERE "org" = $1 AND "plan_id" = $2 ORDER BY "ordinal"`,
    [org, planId],
  );

/** The key of each task of a plan by its ordinal. */
export async function ordinalsOfPlan(
  db: Database,
  org: OrgId,
  planId: PlanId,
): Promise<Map<number, TaskKey>> {
  const sql = `SELECT "ordinal", "key" FROM "task" WHERE "org" = $1 AND "plan_id" = $2`;
  const found = await db.query<{ ordinal: number; key: TaskKey }[]>(sql, [org, planId]);
  return new Map(found.map(({ ordinal, key }) => [ordinal, key]));
}

const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
