import type { GateId, Sha } from '@headrace/events';
import type { PlanState } from '../plan/plan.state.ts';
import type { TaskState } from '../task/task.state.ts';
import type { AttemptState } from './attempt.state.ts';

type Work = { readonly plan: PlanState; readonly task: TaskState; readonly attempt: AttemptState };
type Objects = { readonly base?: Sha; readonly head?: Sha; readonly tree?: Sha };

/** The gates without a passed verdict on these objects in the latest round. */
export const gatesMissing = ({ task, attempt, plan }: Work, objects: Objects): readonly GateId[] =>
  task.gates.filter((gate) => {
    const verdict = attempt.verdicts.get(gate);
    const holds = verdict?.verdict === 'passed' && verdict.definition === plan.gates.get(gate)?.definition;
    return (
      !holds ||
      (['base', 'head', 'tree'] as const).some(
        (part) => objects[part] !== undefined && objects[part] !== verdict[part],
      )
    );
  });

/** Whether there is a state of the work that every gate has passed. */
export function isProven(work: Work): boolean {
  const [any] = work.attempt.verdicts.values();
  const { base, head, tree } = any ?? {};
  return gatesMissing(work, any ? { base, head, tree } : {}).length === 0;
}
