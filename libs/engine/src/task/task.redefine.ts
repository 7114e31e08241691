import type { PhaseId, Recorded, TaskId, TasksChanged } from '@headrace/events';
import { giveBack, letGo, reoffer, withdraw } from '../offer/offer.index.ts';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { moveTo } from './task.move.ts';
import { sharedWords } from './task.create.ts';
import { connect, disconnect, refreshPaths } from './task.graph.ts';
import { needsOf } from '../plan/plan.paths.ts';
import { isSettled, isOver, type TaskState } from './task.state.ts';

/**
 * A task's definition is another one. What it holds of the repository it gives back where its paths change: nobody works on
 * it then, and it takes the new ones with its next claim.
 */
export function redefineTask(
  state: OrgState,
  plan: PlanState,
  task: TaskState,
  { event: { spec }, ref, actor }: Recorded<TasksChanged>,
): void {
  const { brief: _brief, split, failures, needs, after, phaseId, ...rest } = spec;
  const before = needsOf(plan, task);
  withdraw(state.offers, task);
  if (rest.scope || rest.worktree !== undefined || rest.change) letGo(state.offers, task);
  if (phaseId !== undefined) changePhase(plan, task, phaseId);
  Object.assign(task, sharedWords(plan, rest));
  if (rest.role || rest.agent || rest.labels) task.demanded = ref;
  if (split !== undefined) task.parts = split;
  if (failures) task.policies = Object.keys(failures).length > 0 ? failures : null;
  if (needs || after) rewire(plan, task, needs ?? task.needs, after ?? task.after);
  task.edited = [...task.edited, ref];
  if (actor) task.editors = [...new Set([...task.editors, actor])];
  refreshPaths(state, plan, [task, ...before, ...needsOf(plan, task)]);
  reoffer(state.offers, plan, task);
}

export function rewire(
  plan: PlanState,
  task: TaskState,
  needs: readonly TaskId[],
  after: readonly TaskId[],
): void {
  disconnect(plan, task);
  task.needs = needs;
  task.after = after;
  connect(plan, task);
}

function changePhase(plan: PlanState, task: TaskState, phaseId: PhaseId | null): void {
  leavePhase(plan, task);
  Object.assign(task, { phaseId });
  enterPhase(plan, task);
}

/** What a phase waits for: tasks that are not over, and those that failed. */
const isAwaited = (task: TaskState): boolean => !isSettled(task);

export function enterPhase(plan: PlanState, task: TaskState): void {
  const phase = task.phaseId === null ? undefined : plan.phases.get(task.phaseId);
  phase?.tasks.push(task);
  if (phase && isAwaited(task)) phase.unfinished++;
}

function leavePhase(plan: PlanState, task: TaskState): void {
  const phase = task.phaseId === null ? undefined : plan.phases.get(task.phaseId);
  phase?.tasks.splice(phase.tasks.indexOf(task), 1);
  if (phase && isAwaited(task)) phase.unfinished--;
}

/** It is cancelled and out of the plan: nothing names it any more, its number is not given again. */
export function removeTask(
  state: OrgState,
  plan: PlanState,
  task: TaskState,
  moment: Pick<Recorded, 'at' | 'ref'>,
): void {
  const { ref } = moment;
  leavePhase(plan, task);
  if (!isOver(task)) plan.unfinished--;
  if (task.life.status === 'failed') plan.failed--;
  moveTo(task, { status: 'cancelled', ref }, moment);
  task.removed = ref;
  task.hasBeenOver = true;
  task.proposal = null;
  task.held = null;
  state.waiting.delete(task);
  giveBack(state.offers, task);
  disconnect(plan, task);
  refreshPaths(state, plan, needsOf(plan, task));
}
