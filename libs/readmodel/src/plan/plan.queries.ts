import type { OrgId, PlanId, PlanView, TaskCounts, TaskState } from '@headrace/events';
import { inOrg, pageOf, type Page, type PageRequest } from '../page.ts';
import { selection, type Database } from '../row.store.ts';
import { PlanRow } from './plan.row.ts';

/** A plan with how many of its tasks are in each state; a state without tasks is left out. */
export type CountedPlan = PlanView & { readonly counts: TaskCounts };

export type PlanFilter = PageRequest & {
  /** All but drafts unless told. */
  readonly states?: readonly PlanView['state'][] | undefined;
  /** Only those that were archived; none of these unless told. */
  readonly archived?: boolean | undefined;
};

/** Newest first. */
export async function listPlans(
  db: Database,
  org: OrgId,
  filter: PlanFilter = {},
): Promise<Page<CountedPlan>> {
  const { states = [], archived = false } = filter;
  const where = inOrg(org)
    .and('"state" = ANY(?::text[])', states.length > 0 ? [...states] : undefined)
    .and('"state" <> ?', states.length > 0 ? undefined : 'draft')
    .and('("archived_at" IS NOT NULL) = ?', archived);
  const order = { by: ['createdAt', 'planId'], descending: true } as const;
  const { items, next } = await pageOf(db, PlanRow, where, order, filter);
  return { items: await counted(db, org, items), next };
}

export async function getPlan(db: Database, org: OrgId, planId: PlanId): Promise<CountedPlan | null> {
  const sql = `SELECT ${selection(PlanRow)} FROM "plan" WHERE "org" = $1 AND "plan_id" = $2 AND "state" <> 'draft'`;
  const [plan] = await counted(db, org, await db.query<PlanView[]>(sql, [org, planId]));
  return plan ?? null;
}

/** A draft is gone as if it had never been. */
export async function removePlan(db: Database, org: OrgId, planId: PlanId): Promise<void> {
  for (const table of ['task_need', 'task', 'plan'])
    await db.query(`DELETE FROM "${table}" WHERE "org" = $1 AND "plan_id" = $2`, [org, planId]);
}

async function counted(db: Database, org: OrgId, plans: readonly PlanView[]): Promise<CountedPlan[]> {
  const counts = new Map<PlanId, Partial<Record<TaskState, number>>>();
  const found = await db.query<{ planId: PlanId; state: TaskState; count: number }[]>(
    `SELECT "plan_id" AS "planId", "state", count(*) AS "count" FROM "task"
     WHERE "org" = $1 AND "plan_id" = ANY($2::text[]) AND "removed_at" IS NULL GROUP BY "plan_id", "state"`,
    [org, plans.map(({ planId }) => planId)],
  );
  for (const { planId, state, count } of found) counts.set(planId, { ...counts.get(planId), [state]: count });
  return plans.map((plan) => ({ ...plan, counts: counts.get(plan.planId) ?? {} }));
}
