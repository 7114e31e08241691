import type {
  Actor,
  FailurePolicies,
  Recorded,
  TaskAdded,
  TaskId,
  TaskOrigin,
  TaskSpec,
} from '@headrace/events';
import type { PlanState, Shared } from '../plan/plan.state.ts';
import type { TaskState } from './task.state.ts';

const NONE: readonly never[] = [];
const NO_FAILURES = {};
const BLOCKED = { status: 'blocked' } as const;
const FROM_PLAN: TaskOrigin = { kind: 'plan' };

/** A million tasks have the same few roles, gates and labels: one copy of each is kept, and of no text at all but the title. */
export function createTask(plan: PlanState, { event, at, ref: added }: Recorded<TaskAdded>): TaskState {
  const { taskId, ordinal, origin, spec } = event;
  const { shared } = plan;
  const former = plan.tasks.get(taskId); // it was removed, and its attempts go on being counted
  return {
    planId: plan.planId,
    taskId,
    ordinal,
    origin: origin.kind === 'plan' ? FROM_PLAN : origin,
    added,
    edited: NONE,
    title: spec.title,
    phaseId: spec.phaseId === null ? null : word(shared, spec.phaseId),
    role: word(shared, spec.role),
    agent: word(shared, spec.agent),
    priority: word(shared, spec.priority),
    needs: idsOf(plan, spec.needs),
    after: idsOf(plan, spec.after),
    scope: spec.scope.length === 0 ? NONE : spec.scope,
    worktree: spec.worktree,
    labels: list(shared, spec.labels),
    away: NONE,
    change: word(shared, spec.change),
    run: spec.run,
    gates: list(shared, spec.gates),
    approvals: spec.approvals,
    review: spec.review ?? null,
    editors: editorsOf(plan, origin),
    feedbackRounds: spec.feedbackRounds,
    maxAttempts: spec.maxAttempts,
    timeoutSeconds: spec.timeoutSeconds,
    estimateMinutes: spec.estimateMinutes,
    startAt: spec.startAt ?? null,
    parts: spec.split,
    policies: policies(shared, spec.failures),
    life: BLOCKED,
    held: null,
    hasBeenOver: false,
    unmet: 0,
    path: 0,
    readySince: null,
    moved: added,
    demanded: added,
    since: at,
    fence: former?.fence ?? 0,
    failures: 0,
    failed: NO_FAILURES,
    streak: null,
    lastFailure: null,
    feedback: NONE,
    ended: former?.ended ?? NONE,
    kept: null,
    resume: null,
    changeId: null,
    proposal: null,
    splitInto: null,
    removed: null,
  };
}

/** Whose words it has: of whoever added it, and of whoever edited the task in whose place it is. */
function editorsOf({ tasks }: PlanState, origin: TaskOrigin): readonly Actor[] {
  const whole =
    origin.kind === 'split' || origin.kind === 'decomposition'
      ? (tasks.get(origin.of)?.editors ?? NONE)
      : NONE;
  return 'by' in origin ? [...whole, origin.by] : whole;
}

/** The same for what an edit says. */
export function sharedWords(plan: PlanState, spec: Partial<TaskSpec>): Partial<TaskSpec> {
  const { shared } = plan;
  const entries = Object.entries(spec).map(([key, value]) => {
    if (key === 'role' || key === 'agent' || key === 'change') return [key, word(shared, value as string)];
    if (key === 'labels' || key === 'gates') return [key, list(shared, value as string[])];
    return [key, value];
  });
  return Object.fromEntries(entries) as Partial<TaskSpec>; // the same keys, equal values
}

/** The names as the tasks themselves have them, where these are known already. */
export const idsOf = (plan: PlanState, ids: readonly TaskId[]): readonly TaskId[] =>
  ids.length === 0 ? NONE : ids.map((id) => plan.tasks.get(id)?.taskId ?? id);

function word<T extends string>({ words }: Shared, text: T): T {
  const known = words.get(text) as T | undefined; // equal to `text`
  if (known === undefined) words.set(text, text);
  return known ?? text;
}

/** Whole plans have the same few. */
function policies({ policies: known }: Shared, said: FailurePolicies | undefined): FailurePolicies | null {
  if (!said) return null;
  const key = JSON.stringify(said);
  const same = known.get(key) ?? said;
  known.set(key, same);
  return same;
}

function list<T extends string>({ lists }: Shared, members: readonly T[]): readonly T[] {
  if (members.length === 0) return NONE;
  const key = members.join('\n');
  const known = lists.get(key) as readonly T[] | undefined; // equal to `members`
  if (known === undefined) lists.set(key, members);
  return known ?? members;
}
