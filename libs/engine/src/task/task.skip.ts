import { ok, type SkipTask, type Stamped } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import { consequences } from '../plan/plan.ready.ts';
import type { Decision } from '../refuse.ts';
import { refuseFor } from './task.allowed.ts';
import { endWork, isBeingPushed } from './task.cancel.ts';
import { nameOf, withTask } from './task.decide.ts';

/** It need not be done: what is under way for it ends, and dependants go on. A failed or cancelled one is passed over, too. */
export function skipTask(command: Stamped<SkipTask>, state: OrgState): Decision {
  return withTask(command, state, (task, plan) => {
    const { planId, taskId, actor, reason, graceMs } = command;
    if (task.life.status === 'done' || task.splitInto || task.proposal)
      return refuseFor(task, 'TASK_NOT_SKIPPABLE', `${nameOf(task)} ${whyNot(task)}.`);
    if (isBeingPushed(state, task))
      return refuseFor(
        task,
        'TASK_NOT_SKIPPABLE',
        `${nameOf(task)} is being pushed: wait for the outcome of its landing.`,
      );
    if (plan.status === 'ending' || plan.status === 'finished')
      return refuseFor(task, 'PLAN_NOT_ACTIVE', `Plan ${planId} has ended.`, { proof: [plan.ref] });
    return ok([
      ...endWork(task, { reason, graceMs }),
      { type: 'TaskSkipped', planId, taskId, actor, reason },
      { type: 'TaskDone', planId, taskId },
      ...consequences(plan, { ended: [{ task, as: 'done' }] }),
    ]);
  });
}

const whyNot = ({ splitInto, proposal }: { splitInto: unknown; proposal: unknown }): string =>
  splitInto
    ? 'was divided'
    : proposal
      ? 'waits for a decision about what is proposed in its place'
      : 'is done';
