import {
  isSame,
  type GateId,
  type Phase,
  type PhaseId,
  type RoleId,
  type TaskId,
  type TaskSpec,
} from '@headrace/events';
import type { TaskState } from '../task/task.state.ts';
import type { PlanDraft, TaskDraft } from './plan.edit.draft.ts';
import type { PlanState } from './plan.state.ts';
import { specOf } from './plan.submit.ts';

export type TaskChange = {
  readonly task: TaskState;
  /** The fields that are other than before. */
  readonly spec: Partial<TaskSpec>;
  readonly fields: readonly string[];
  readonly isRestarted: boolean;
};

export type NewTask = { readonly taskId: TaskId; readonly spec: TaskSpec; readonly ordinal: number };

/** What is other after an edit than before it. */
export type PlanEdit = {
  readonly plan: PlanState;
  readonly draft: PlanDraft;
  readonly added: readonly NewTask[];
  readonly changed: readonly TaskChange[];
  readonly removed: readonly TaskState[];
  /** Set to another definition, or gone. */
  readonly gates: readonly GateId[];
  readonly roles: readonly RoleId[];
  readonly phases: ReadonlyMap<PhaseId, Phase | null>;
  readonly isEmpty: boolean;
};

/** Tasks whose role is unknown are left out: the check of the names finds them. */
export function editOf(draft: PlanDraft): PlanEdit {
  const { plan } = draft;
  const drafts = [...draft.tasks.values()];
  const present = drafts.filter(({ isRemoved, file }) => !isRemoved && draft.roles.has(file.role));
  const added = addedBy(
    draft,
    present.filter(({ task }) => task === null),
  );
  const changed = [
    ...present.flatMap((task) => (task.task ? changeOf(draft, task, task.task) : [])),
    ...reassigned(draft),
  ];
  const removed = drafts.flatMap(({ isRemoved, task }) => (isRemoved && task ? [task] : []));
  const gates = [...new Set([...plan.gates.keys(), ...draft.gates.keys()])].filter(
    (id) => !isSame(plan.gates.get(id)?.gate, draft.gates.get(id)),
  );
  const roles = [...new Set([...Object.keys(plan.roles), ...draft.roles.keys()] as RoleId[])].filter(
    (id) => !isSame(plan.roles[id], draft.roles.get(id)),
  );
  const phases = phasesSet(draft);
  const says = ['title', 'description', 'defaults', 'followUps', 'proposals'].some((key) =>
    draft.said.has(key),
  );
  const size = added.length + changed.length + removed.length + gates.length + roles.length + phases.size;
  return { plan, draft, added, changed, removed, gates, roles, phases, isEmpty: size === 0 && !says };
}

function phasesSet({ plan, phases }: PlanDraft): ReadonlyMap<PhaseId, Phase | null> {
  const set = [...phases].filter((entry) => entry[1] !== null);
  const gone = [...plan.phases.keys()].filter((id) => !phases.has(id)).map((id) => [id, null] as const);
  return new Map<PhaseId, Phase | null>([...set, ...gone]);
}

const rulesOf = ({ defaults, roles }: PlanDraft) => ({ defaults, roles: Object.fromEntries(roles) });

/** One that was removed before gets its number again. */
function addedBy(draft: PlanDraft, tasks: readonly TaskDraft[]): readonly NewTask[] {
  const rules = rulesOf(draft);
  let next = draft.plan.tasks.size;
  return tasks.map(({ taskId, file }) => {
    const former = draft.plan.tasks.get(taskId);
    return { taskId, spec: specOf(rules, file), ordinal: former ? former.ordinal : next++ };
  });
}

/** With what a spec may leave unsaid, so that taking it back is a change as well. */
export const inFull = (spec: TaskSpec): TaskSpec => ({
  ...spec,
  startAt: spec.startAt ?? null,
  failures: spec.failures ?? {},
  review: spec.review ?? null,
});

function changeOf(draft: PlanDraft, { file, said, isRestarted }: TaskDraft, task: TaskState): TaskChange[] {
  const after = inFull(specOf(rulesOf(draft), file));
  const before = { ...task, failures: task.policies ?? {} };
  const isSameHand = draft.roles.get(file.role)?.agent === draft.plan.roles[task.role]?.agent; // reassigned ones keep theirs
  const isOther = (key: keyof TaskSpec): boolean => {
    if (key === 'brief' || key === 'split') return said.has(key);
    return !(key === 'agent' && isSameHand) && !isSame(after[key], before[key]);
  };
  const fields = (Object.keys(after) as (keyof TaskSpec)[]).filter(isOther);
  if (fields.length === 0 && !isRestarted) return [];
  const spec = Object.fromEntries(fields.map((key) => [key, after[key]])) as Partial<TaskSpec>;
  return [{ task, spec, fields, isRestarted }];
}

/** Another agent does the work of a role: that is so for all its tasks that are to be done, named or not. */
function reassigned({ plan, roles, tasks }: PlanDraft): readonly TaskChange[] {
  const others = [...roles].filter(([id, { agent }]) => (plan.roles[id]?.agent ?? agent) !== agent);
  if (others.length === 0) return [];
  const agents = new Map(others.map(([id, { agent }]) => [id, agent]));
  return [...plan.tasks.values()].flatMap((task): TaskChange[] => {
    const agent = agents.get(task.role);
    const isLeft = task.life.status === 'done' || task.removed !== null || task.splitInto !== null;
    if (agent === undefined || isLeft || tasks.has(task.taskId) || agent === task.agent) return [];
    return [{ task, spec: { agent }, fields: ['agent'], isRestarted: false }];
  });
}
