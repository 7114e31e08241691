import type { PhaseId, PlanFinished, TaskId, TaskSpec } from '@headrace/events';
import { isSettled, isOver, type TaskState } from '../task/task.state.ts';
import type { PlanEdit, TaskChange } from './plan.edit.change.ts';

type Member = { readonly taskId: TaskId; readonly ordinal: number };

/** What follows from an edit: phases that open, tasks that wait no longer, or again, and whether the plan has an end. */
export type Readiness = {
  readonly opened: readonly PhaseId[];
  readonly ready: readonly Member[];
  readonly blocked: readonly Member[];
  readonly outcome: PlanFinished['outcome'] | null;
  readonly isReopened: boolean;
};

export function readinessAfter(edit: PlanEdit): Readiness {
  const opened = phasesOpened(edit);
  const isReady = readyUnder(edit, opened);
  const waiting = edit.changed.filter(({ task, isRestarted }) => isRestarted || isUntouched(task));
  const freed = opened.flatMap((id) => edit.plan.phases.get(id)?.tasks.filter(isFreed(edit)) ?? []);
  const ready = [
    ...waiting.filter((change) => movesTo(change, 'ready') && isReady(change)).map(({ task }) => task),
    ...freed,
  ];
  const blocked = waiting.filter((change) => movesTo(change, 'blocked') && !isReady(change));
  const added = edit.added.filter(({ spec }) => isReady({ task: null, spec }));
  return {
    opened,
    ready: [...ready.sort((a, b) => a.ordinal - b.ordinal), ...added],
    blocked: blocked.map(({ task }) => task),
    ...endAfter(edit),
  };
}

const isUntouched = ({ life }: TaskState): boolean => life.status === 'blocked' || life.status === 'ready';

/** A task that begins again says where it stands, whatever it was; what is over stays over. */
function movesTo({ task, isRestarted }: TaskChange, status: 'ready' | 'blocked'): boolean {
  if (isOver(task)) return false;
  return isUntouched(task) ? task.life.status !== status : isRestarted;
}

/** Tasks of a phase that the edit leaves alone, and which only waited for it. */
function isFreed({ changed, removed }: PlanEdit): (task: TaskState) => boolean {
  const named = new Set([...removed, ...changed.map(({ task }) => task)]);
  return (task) => task.life.status === 'blocked' && task.unmet === 0 && !named.has(task);
}

type Placed = { readonly task: TaskState | null; readonly spec: Partial<TaskSpec> };

function readyUnder({ plan, phases }: PlanEdit, opened: readonly PhaseId[]) {
  const isOpen = (phaseId: PhaseId | null): boolean => {
    if (phaseId === null || opened.includes(phaseId)) return true;
    const existing = plan.phases.get(phaseId);
    if (existing) return existing.isOpen;
    const added = phases.get(phaseId);
    return !!added && !added.paused && !added.opensWhen;
  };
  return ({ task, spec }: Placed): boolean => {
    const needs = spec.needs ?? task?.needs ?? [];
    const after = spec.after ?? task?.after ?? [];
    const phaseId = spec.phaseId !== undefined ? spec.phaseId : (task?.phaseId ?? null);
    return (
      isOpen(phaseId) &&
      needs.every((id) => plan.tasks.get(id)?.life.status === 'done') &&
      after.every((id) => isKnownOver(plan.tasks.get(id)))
    );
  };
}

/** One that was removed and is added again begins anew. */
const isKnownOver = (task: TaskState | undefined): boolean =>
  !!task && task.hasBeenOver && task.removed === null;

/** Phases whose condition is met now: there is none any more, or all that they wait for is done or cancelled. */
function phasesOpened(edit: PlanEdit): readonly PhaseId[] {
  const { plan, phases } = edit;
  const left = leftIn(edit);
  const isMet = (ids: readonly PhaseId[]) => ids.every((id) => !left.get(id));
  const waiting = [...plan.phases.values()].filter(
    ({ phaseId, isWaiting }) => isWaiting && phases.get(phaseId) !== null,
  );
  const old = waiting.filter(({ phaseId, opensWhen }) => {
    const now = phases.get(phaseId);
    if (!now) return isMet(opensWhen ?? []);
    return now.opensWhen ? isMet(now.opensWhen.done) : !now.paused;
  });
  const added = [...phases].flatMap(([id, phase]) =>
    phase && !plan.phases.has(id) && phase.opensWhen && isMet(phase.opensWhen.done) ? [id] : [],
  );
  return [...old.map(({ phaseId }) => phaseId), ...added];
}

const isAwaited = (task: TaskState): boolean => !isSettled(task);

function leftIn({ plan, added, changed, removed }: PlanEdit): ReadonlyMap<PhaseId, number> {
  const left = new Map([...plan.phases.values()].map(({ phaseId, unfinished }) => [phaseId, unfinished]));
  const count = (phaseId: PhaseId | null | undefined, by: number) =>
    phaseId && left.set(phaseId, (left.get(phaseId) ?? 0) + by);
  for (const { spec } of added) count(spec.phaseId, 1);
  for (const task of removed) if (isAwaited(task)) count(task.phaseId, -1);
  for (const { task, spec } of changed) {
    if (spec.phaseId === undefined || !isAwaited(task)) continue;
    count(task.phaseId, -1);
    count(spec.phaseId, 1);
  }
  return left;
}

function endAfter({ plan, added, removed }: PlanEdit): Pick<Readiness, 'outcome' | 'isReopened'> {
  const unfinished = plan.unfinished + added.length - removed.filter((task) => !isOver(task)).length;
  const isFinished = plan.status === 'finished';
  if (unfinished > 0) return { outcome: null, isReopened: isFinished };
  const failed = plan.failed - removed.filter(({ life }) => life.status === 'failed').length;
  const outcome = failed > 0 ? 'failed' : plan.done > 0 ? 'done' : 'cancelled';
  return { outcome: isFinished && outcome === plan.outcome ? null : outcome, isReopened: false };
}
