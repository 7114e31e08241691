import {
  askAlways,
  isSame,
  type FollowUp,
  type Gate,
  type GateId,
  type Phase,
  type PhaseId,
  type PlanId,
  type PlanOperation,
  type Problem,
  type ProposalPolicy,
  type Ref,
  type RepoId,
  type Role,
  type RoleId,
  type SubmittedPlan,
  type SubmittedTask,
  type TaskDefaults,
  type TaskId,
  type TaskSpec,
} from '@headrace/events';
import type { TaskState } from '../task/task.state.ts';
import { inFull } from './plan.edit.change.ts';
import { fileOf } from './plan.edit.draft.ts';
import type { PlanState } from './plan.state.ts';
import { specOf } from './plan.submit.ts';

/** What the state of a plan does not keep stands at these places. */
type Places = {
  readonly described: Ref;
  readonly phases: readonly { readonly phaseId: PhaseId; readonly defined: Ref }[];
  /** For each task, its `TaskAdded` and all that changed it. */
  readonly tasks: ReadonlyMap<TaskId, readonly Ref[]>;
};

/** A plan as a file would say it, less what is at `places`. A copy: it stays as it is. */
export type PlanNow = {
  readonly planId: PlanId;
  readonly revision: number;
  readonly title: string;
  readonly repoId: RepoId;
  readonly target: string;
  readonly roles: Readonly<Record<RoleId, Role>>;
  readonly gates: Readonly<Record<GateId, Gate>>;
  readonly defaults: TaskDefaults;
  readonly followUps: readonly FollowUp[];
  readonly proposals: ProposalPolicy;
  /** In the order of the plan; without what was removed and what was replaced by its parts. */
  readonly tasks: readonly { readonly file: SubmittedTask; readonly isKept: boolean }[];
  /** For a task that was replaced: those that stand for it where others need it. */
  readonly replaced: ReadonlyMap<TaskId, readonly TaskId[]>;
  readonly places: Places;
};

export function planNow(plan: PlanState): PlanNow {
  const present = [...plan.tasks.values()].filter(({ removed, splitInto }) => !removed && !splitInto);
  const { planId, revision, title, repoId, target, roles, defaults, followUps, proposals, described } = plan;
  return {
    ...{ planId, revision, title, repoId, target, roles, defaults, followUps, proposals },
    gates: Object.fromEntries([...plan.gates].map(([id, { gate }]) => [id, gate])),
    tasks: present.map((task) => ({ file: fileOf(task), isKept: isKept(task) })),
    replaced: new Map(
      [...plan.tasks.values()].flatMap(({ taskId, splitInto }) =>
        splitInto ? [[taskId, lastOf(plan, splitInto)] as const] : [],
      ),
    ),
    places: {
      described,
      phases: [...plan.phases.values()].map(({ phaseId, defined }) => ({ phaseId, defined })),
      tasks: new Map(present.map(({ taskId, added, edited }) => [taskId, [added, ...edited]])),
    },
  };
}

/** A file need not name what is done, nor what the plan itself added. */
const isKept = ({ life, origin }: TaskState): boolean =>
  life.status === 'done' || (origin.kind !== 'plan' && origin.kind !== 'edit');

/** The parts that no other part waits for, and theirs where they were replaced too. */
function lastOf(plan: PlanState, parts: readonly TaskId[]): readonly TaskId[] {
  const inner = new Set(parts.flatMap((id) => plan.tasks.get(id)?.needs ?? []));
  return parts
    .filter((id) => !inner.has(id))
    .flatMap((id) => {
      const splitInto = plan.tasks.get(id)?.splitInto;
      return splitInto ? lastOf(plan, splitInto) : [id];
    });
}

/** What was looked up at the places of a `PlanNow`. */
export type PlanTexts = {
  readonly description: string;
  readonly phases: readonly Phase[];
  readonly tasks: ReadonlyMap<TaskId, Pick<TaskSpec, 'brief' | 'split'>>;
};

/** The plan as a file. Its phases are as they were defined; whether they are open is not a file's to say. */
export function planFileOf(now: PlanNow, texts: PlanTexts): SubmittedPlan {
  const { planId, repoId, title, target, roles, gates, defaults, followUps, proposals } = now;
  return {
    plan: planId,
    repo: repoId,
    ...{ title, target, roles, gates, defaults },
    description: texts.description,
    phases: [...texts.phases],
    followUps: [...followUps],
    ...(isSame(proposals, askAlways) ? {} : { proposals }),
    tasks: now.tasks.map(({ file }) => taskFileOf(file, texts)),
  };
}

function taskFileOf(file: SubmittedTask, { tasks }: PlanTexts): SubmittedTask {
  const { brief, split } = tasks.get(file.id) ?? { brief: '', split: null };
  return { ...file, brief, ...(split ? { split } : {}) };
}

/** The patch that makes a plan what a file says. `file`: checked, its long briefs named by their digests. */
export function comparePlan(now: PlanNow, texts: PlanTexts, file: SubmittedPlan): readonly PlanOperation[] {
  return [
    ...planOperations(now, texts, file),
    ...members('gate', now.gates, file.gates),
    ...members('role', now.roles, file.roles),
    ...phaseOperations(texts.phases, file.phases),
    ...taskOperations(now, texts, file),
  ];
}

/** What an edit cannot change. */
export function fixedProblems(now: PlanNow, file: SubmittedPlan): readonly Problem[] {
  const fixed = [
    ['plan', now.planId, file.plan],
    ['repo', now.repoId, file.repo],
    ['target', now.target, file.target],
  ] as const;
  return fixed.flatMap(([path, expected, value]) => {
    const message = `"${path}" stays as it was when the plan was submitted.`;
    return value === expected ? [] : [{ code: 'VALUE_INVALID', path, message, expected }];
  });
}

function planOperations(now: PlanNow, texts: PlanTexts, file: SubmittedPlan): readonly PlanOperation[] {
  const { title, description, defaults, followUps, proposals = askAlways } = file;
  const set = {
    ...(title === now.title ? {} : { title }),
    ...(description === texts.description ? {} : { description }),
    ...(isSame(defaults, now.defaults) ? {} : { defaults }),
    ...(isSame(followUps, now.followUps) ? {} : { followUps }),
    ...(isSame(proposals, now.proposals) ? {} : { proposals }),
  };
  return Object.keys(set).length > 0 ? [{ op: 'change-plan', set }] : [];
}

function members(
  kind: 'gate' | 'role',
  before: Readonly<Record<string, Gate | Role>>,
  after: Readonly<Record<string, Gate | Role>>,
): readonly PlanOperation[] {
  const set = Object.entries(after).filter(([id, member]) => !isSame(member, before[id]));
  const gone = Object.keys(before).filter((id) => !(id in after));
  const operations: unknown[] = [
    ...set.map(([id, member]) => ({ op: `set-${kind}`, [`${kind}Id`]: id, [kind]: member })),
    ...gone.map((id) => ({ op: `remove-${kind}`, [`${kind}Id`]: id })),
  ];
  return operations as PlanOperation[]; // named by their kind, which the compiler does not follow
}

function phaseOperations(before: readonly Phase[], after: readonly Phase[]): readonly PlanOperation[] {
  const known = new Map(before.map((phase) => [phase.id, phase]));
  const kept = new Set(after.map(({ id }) => id));
  return [
    ...after
      .filter((phase) => !isSame(phase, known.get(phase.id)))
      .map((phase) => ({ op: 'set-phase', phase }) as const),
    ...before
      .filter(({ id }) => !kept.has(id))
      .map(({ id }) => ({ op: 'remove-phase', phaseId: id }) as const),
  ];
}

function taskOperations(now: PlanNow, texts: PlanTexts, file: SubmittedPlan): readonly PlanOperation[] {
  const { replaced } = now;
  const before = new Map(now.tasks.map((task) => [task.file.id, task]));
  const after = file.tasks.filter(({ id }) => !replaced.has(id));
  const names = new Set(after.map(({ id }) => id));
  const meant = (ids: readonly TaskId[]) => ids.flatMap((id) => replaced.get(id) ?? [id]);
  const said = after.flatMap((task): PlanOperation[] => {
    const wanted = { ...task, needs: meant(task.needs), after: meant(task.after) };
    const known = before.get(task.id);
    if (!known) return [{ op: 'add-task', task: wanted }];
    const set = sayings(inFull(specOf(file, taskFileOf(known.file, texts))), inFull(specOf(file, wanted)));
    const isOther = Object.keys(set).length > 0;
    return isOther ? [{ op: 'change-task', taskId: task.id, set, restart: false }] : [];
  });
  const gone = now.tasks.filter((task) => !task.isKept && !names.has(task.file.id));
  return [...said, ...gone.map((task) => ({ op: 'remove-task', taskId: task.file.id }) as const)];
}

type Saying = Extract<PlanOperation, { op: 'change-task' }>['set'];

/** What is other, in the words of a file. An agent is its role's. */
function sayings(before: TaskSpec, after: TaskSpec): Saying {
  const keys = (Object.keys(after) as (keyof TaskSpec)[]).filter((key) => key !== 'agent');
  const other = keys.filter((key) => !isSame(after[key], before[key]));
  return Object.fromEntries(other.map((key) => said(key, after)));
}

function said(key: keyof TaskSpec, spec: TaskSpec): readonly [string, unknown] {
  if (key === 'phaseId') return ['phase', spec.phaseId];
  if (key !== 'approvals' && key !== 'review') return [key, spec[key]];
  return ['approvals', spec.review ? { count: spec.approvals, ...spec.review } : spec.approvals];
}
