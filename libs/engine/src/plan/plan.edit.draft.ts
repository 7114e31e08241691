import {
  SubmittedTask,
  TaskSpec,
  type EditPlan,
  type FollowUp,
  type Gate,
  type GateId,
  type Phase,
  type PhaseId,
  type PlanOperation,
  type Problem,
  type ProposalPolicy,
  type Role,
  type RoleId,
  type TaskDefaults,
  type TaskId,
} from '@headrace/events';
import type { TaskState } from '../task/task.state.ts';
import { nearest } from './nearest.ts';
import type { PlanState } from './plan.state.ts';

/** A task that an edit names. */
export type TaskDraft = {
  readonly taskId: TaskId;
  /** As it is; null: it is new. */
  readonly task: TaskState | null;
  /** The whole of it, as a plan file says it. The engine does not know the brief of a task that is there. */
  file: SubmittedTask;
  /** Where the edit says what it says, by key. */
  readonly said: Map<string, string>;
  /** The last operation on it. */
  path: string;
  isRemoved: boolean;
  isRestarted: boolean;
};

/** A plan as an edit leaves it. Of what it does not touch, nothing is copied. */
export type PlanDraft = {
  readonly plan: PlanState;
  readonly roles: Map<RoleId, Role>;
  readonly gates: Map<GateId, Gate>;
  readonly phases: Map<PhaseId, Phase | null>;
  readonly tasks: Map<TaskId, TaskDraft>;
  defaults: TaskDefaults;
  followUps: readonly FollowUp[];
  proposals: ProposalPolicy;
  title: string | undefined;
  description: string | undefined;
  /** Where the edit says or removes something, by its kind and name: `gate test`, `defaults`. */
  readonly said: Map<string, string>;
  readonly gone: Map<string, string>;
  /** What is wrong with single operations. */
  readonly problems: Problem[];
};

/** Applies the operations one after the other, as far as they mean something. */
export function draftOf(plan: PlanState, operations: EditPlan['operations']): PlanDraft {
  const draft: PlanDraft = {
    plan,
    roles: new Map(Object.entries(plan.roles) as [RoleId, Role][]), // keys of a z.record(RoleId)
    gates: new Map([...plan.gates].map(([id, { gate }]) => [id, gate])),
    phases: new Map([...plan.phases.keys()].map((id) => [id, null])),
    tasks: new Map(),
    defaults: plan.defaults,
    followUps: plan.followUps,
    proposals: plan.proposals,
    title: undefined,
    description: undefined,
    said: new Map(),
    gone: new Map(),
    problems: [],
  };
  for (const [i, operation] of operations.entries()) apply(draft, operation, `operations[${i}]`);
  return draft;
}

function apply(draft: PlanDraft, operation: PlanOperation, path: string): void {
  switch (operation.op) {
    case 'add-task':
      return addTask(draft, operation.task, path);
    case 'change-task':
      return changeTask(draft, operation, path);
    case 'remove-task':
      return withDraft(draft, operation.taskId, path, (task) => void (task.isRemoved = true));
    case 'set-gate':
      return set(draft, draft.gates, 'gate', operation.gateId, operation.gate, `${path}.gate`);
    case 'remove-gate':
      return remove(draft, draft.gates, 'gate', operation.gateId, `${path}.gateId`);
    case 'set-role':
      return set(draft, draft.roles, 'role', operation.roleId, operation.role, `${path}.role`);
    case 'remove-role':
      return remove(draft, draft.roles, 'role', operation.roleId, `${path}.roleId`);
    case 'set-phase':
      return set(draft, draft.phases, 'phase', operation.phase.id, operation.phase, `${path}.phase`);
    case 'remove-phase':
      return remove(draft, draft.phases, 'phase', operation.phaseId, `${path}.phaseId`);
    case 'change-plan':
      return changePlan(draft, operation.set, `${path}.set`);
    default:
  }
}

function addTask(draft: PlanDraft, task: SubmittedTask, path: string): void {
  const { id } = task;
  const existing = draft.plan.tasks.get(id);
  if (draft.tasks.has(id) || (existing && !existing.removed)) {
    const message = `Plan ${draft.plan.planId} has a task ${id} already.`;
    draft.problems.push({ code: 'ID_DUPLICATE', path: `${path}.task.id`, message, expected: 'a new id' });
    return;
  }
  const said = new Map(Object.keys(task).map((key) => [key, `${path}.task.${key}`]));
  draft.tasks.set(id, {
    taskId: id,
    task: null,
    file: task,
    said,
    path,
    isRemoved: false,
    isRestarted: false,
  });
}

type ChangeTask = Extract<PlanOperation, { op: 'change-task' }>;

function changeTask(draft: PlanDraft, { taskId, set: saying, restart }: ChangeTask, path: string): void {
  withDraft(draft, taskId, path, (task) => {
    const { id, title, role } = task.file;
    const unsaid: Record<string, unknown> = SubmittedTask.parse({ id, title, role });
    const file: Record<string, unknown> = { ...task.file };
    for (const [key, value] of Object.entries(saying)) {
      if (value === undefined) continue;
      task.said.set(key, `${path}.set.${key}`);
      if (value !== null) file[key] = value;
      else if (key in unsaid) file[key] = unsaid[key];
      else delete file[key];
    }
    task.file = file as SubmittedTask; // the same keys, of the same types
    task.isRestarted ||= restart;
  });
}

function withDraft(draft: PlanDraft, taskId: TaskId, path: string, change: (task: TaskDraft) => void): void {
  const known = draft.tasks.get(taskId) ?? existingDraft(draft.plan, taskId, path);
  if (!known || known.isRemoved) {
    const message = known
      ? `This edit removes ${taskId} before.`
      : `Plan ${draft.plan.planId} has no task ${taskId}.`;
    const guess = known ? undefined : nearest(taskId, draft.plan.tasks.keys());
    const problem: Problem = { code: 'TASK_UNKNOWN', path: `${path}.taskId`, message };
    draft.problems.push(guess === undefined ? problem : { ...problem, nearest: guess });
    return;
  }
  draft.tasks.set(taskId, known);
  known.path = path;
  change(known);
  if (known.isRemoved) draft.gone.set(`task ${taskId}`, `${path}.taskId`);
}

function existingDraft(plan: PlanState, taskId: TaskId, path: string): TaskDraft | null {
  const task = plan.tasks.get(taskId);
  if (!task || task.removed) return null;
  return { taskId, task, file: fileOf(task), said: new Map(), path, isRemoved: false, isRestarted: false };
}

/** What the state of a task does not keep is in the log; `failures` it counts, and keeps what is said of them as `policies`. */
const notKept: readonly string[] = ['brief', 'split', 'agent', 'failures', 'review'];

/** A task as it runs, as a file says it: in full, so that other defaults change nothing. */
export function fileOf(task: TaskState): SubmittedTask {
  const kept = Object.keys(TaskSpec.shape).filter((key) => !notKept.includes(key));
  const said = kept.flatMap((key) => {
    const value = task[key as keyof TaskState]; // a state has what a spec has
    return value === null || value === undefined ? [] : [[key === 'phaseId' ? 'phase' : key, value]];
  });
  const { approvals, review } = task;
  const { approvals: _, ...file } = Object.fromEntries(said) as SubmittedTask;
  const isSilent = task.change === 'none'; // 0 then, whatever the file says
  return {
    ...file,
    ...(isSilent ? {} : { approvals: review ? { count: approvals, ...review } : approvals }),
    ...(task.policies ? { failures: task.policies } : {}),
    id: task.taskId,
    brief: '',
  };
}

function set<K extends string, T>(
  draft: PlanDraft,
  members: Map<K, T>,
  kind: string,
  id: K,
  member: T,
  path: string,
): void {
  members.set(id, member);
  draft.said.set(`${kind} ${id}`, path);
  draft.gone.delete(`${kind} ${id}`);
}

const unknownCode = { gate: 'GATE_UNKNOWN', role: 'ROLE_UNKNOWN', phase: 'PHASE_UNKNOWN' } as const;

function remove<K extends string>(
  draft: PlanDraft,
  members: Map<K, unknown>,
  kind: keyof typeof unknownCode,
  id: K,
  path: string,
): void {
  const guess = nearest(id, members.keys());
  if (!members.delete(id)) {
    const problem: Problem = { code: unknownCode[kind], path, message: `There is no ${kind} ${id}.` };
    draft.problems.push(guess === undefined ? problem : { ...problem, nearest: guess });
    return;
  }
  draft.said.delete(`${kind} ${id}`);
  draft.gone.set(`${kind} ${id}`, path);
}

type PlanSet = Extract<PlanOperation, { op: 'change-plan' }>['set'];

function changePlan(draft: PlanDraft, saying: PlanSet, path: string): void {
  const { title, description, defaults, followUps, proposals } = saying;
  draft.title = title ?? draft.title;
  draft.description = description ?? draft.description;
  draft.defaults = defaults ?? draft.defaults;
  draft.followUps = followUps ?? draft.followUps;
  draft.proposals = proposals ?? draft.proposals;
  for (const key of Object.keys(saying)) draft.said.set(key, `${path}.${key}`);
}
