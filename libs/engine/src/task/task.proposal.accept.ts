import { counted, fail, ok, PLAN_POLICY, type Actor, type Result } from '@headrace/events';
import { scopeLiesWithin } from '../offer/scope.ts';
import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from './task.state.ts';
import type { Heir } from './task.inherit.ts';

/** Who put the tasks in the place of the whole, and by which rule. */
export type Acceptance = { readonly actor: Actor; readonly rule?: string | undefined };

/** Whether the plan itself accepts what an attempt proposes; else why it asks, empty where it always does. */
export function acceptedByPlan(
  { proposals }: PlanState,
  whole: TaskState,
  kind: 'split' | 'decomposition',
  heirs: readonly Heir[],
): Result<Acceptance, string> {
  const { maxChildren } = proposals;
  if (proposals[kind] !== 'accept') return fail('');
  if (heirs.length > maxChildren) return fail(`The plan accepts ${maxChildren} by itself.`);
  const excess = heirs.map((heir) => excessOf(whole, heir)).find((found) => found !== null);
  if (excess) return fail(`The plan does not accept by itself that ${excess}.`);
  return ok({
    actor: PLAN_POLICY,
    rule: `${kind}: accept, at most ${counted(maxChildren, 'child', 'children')}`,
  });
}

/** What one of them may do that the whole may not: nobody has agreed to that. */
function excessOf(whole: TaskState, { id, gates, scope }: Heir): string | null {
  const missing = gates ? whole.gates.filter((gate) => !gates.includes(gate)) : [];
  if (missing.length > 0) return `${id} leaves out ${missing.join(', ')}`;
  if (scope && !scopeLiesWithin(scope, whole.scope)) return `${id} goes beyond the paths of ${whole.taskId}`;
  return null;
}
