import {
  partsOf,
  type AttemptId,
  type GateView,
  type OrgId,
  type PlanId,
  type TaskKey,
} from '@headrace/events';
import { selection, type Database } from '../row.store.ts';
import { GateRow } from './gate.row.ts';

/** Results, oldest first; of one attempt (and the landing of its change), of a task, or of a whole plan. */
export function listGates(
  db: Database,
  org: OrgId,
  of: { attempt: AttemptId } | { task: TaskKey } | { plan: PlanId },
): Promise<readonly GateView[]> {
  const { sql, values } = conditionOf(of);
  return db.query<GateView[]>(
    `SELECT ${selection(GateRow)} FROM "gate" WHERE "org" = $1 AND ${sql}
     ORDER BY "position", "attempt_id", "stage", "round", "gate"`,
    [org, ...values],
  );
}

function conditionOf(of: { attempt: AttemptId } | { task: TaskKey } | { plan: PlanId }) {
  if ('attempt' in of) return { sql: '"attempt_id" = $2', values: [of.attempt] };
  if ('plan' in of) return { sql: '"plan_id" = $2', values: [of.plan] };
  const { planId, taskId } = partsOf(of.task);
  return { sql: '"plan_id" = $2 AND "task_id" = $3', values: [planId, taskId] };
}
