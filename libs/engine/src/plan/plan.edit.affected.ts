import type { AffectedWork, GateId } from '@headrace/events';
import type { ChangeState } from '../change/change.state.ts';
import type { OrgState } from '../org/org.state.ts';
import { attemptAt, type TaskState } from '../task/task.state.ts';
import type { PlanEdit } from './plan.edit.change.ts';

/** What may change without a word about work that is done or under way: it does not say what the work is. */
const quiet: readonly string[] = [
  'title',
  'priority',
  'estimateMinutes',
  'maxAttempts',
  'timeoutSeconds',
  'startAt',
  'failures',
  'labels',
];

/** Work that is done or under way and that the edit touches, in the order of the plan. */
export function affectedBy(edit: PlanEdit, state: OrgState): readonly AffectedWork[] {
  const { plan, changed, removed, gates, roles, draft } = edit;
  const changes = new Map(changed.map((change) => [change.task, change]));
  const gone = new Set(removed);
  const retold = new Set(roles.filter((id) => !isToldTheSame(plan.roles[id], draft.roles.get(id))));
  const tasks = gates.length + retold.size > 0 ? [...plan.tasks.values()] : [...changes.keys(), ...gone];
  return tasks
    .sort((a, b) => a.ordinal - b.ordinal)
    .flatMap((task): AffectedWork[] => {
      if (task.removed) return [];
      if (gone.has(task)) return ending(task, state, []);
      const change = changes.get(task);
      const said = (change?.fields ?? []).filter((field) => !quiet.includes(field));
      const fields = retold.has(task.role) ? [...new Set([...said, 'role'])] : said;
      if (change?.isRestarted) return ending(task, state, fields);
      return [...(fields.length > 0 ? goingOn(task, state, fields) : []), ...judgedAnew(task, state, gates)];
    });
}

type Role = PlanEdit['plan']['roles'][keyof PlanEdit['plan']['roles']] | undefined;

/** How many may work at once is of no concern to those who do. */
const isToldTheSame = (a: Role, b: Role): boolean =>
  a?.agent === b?.agent && a?.instructions === b?.instructions;

const openChange = ({ life }: TaskState, state: OrgState): ChangeState | undefined =>
  life.status === 'reviewing' || life.status === 'merging' ? state.changes.get(life.changeId) : undefined;

type Facts = Partial<Omit<AffectedWork, 'taskId' | 'effect' | 'text'>>;

const work = (
  { taskId }: TaskState,
  effect: AffectedWork['effect'],
  text: string,
  facts: Facts,
): AffectedWork => ({
  ...{ taskId, effect, attemptId: null, changeId: null, fields: [], gates: [], approvals: 0 },
  ...facts,
  text,
});

/** It ends with its task, or to begin again; what was made is kept. */
function ending(task: TaskState, state: OrgState, fields: readonly string[]): AffectedWork[] {
  const attempt = attemptAt(task);
  const said = { fields: [...fields] };
  if (attempt) {
    const { attemptId, runnerId } = attempt;
    return [work(task, 'cancelled', `Attempt ${attemptId} on ${runnerId} ends.`, { attemptId, ...said })];
  }
  const change = openChange(task, state);
  if (!change) return [];
  const { changeId, approvers } = change;
  const approvals = approvers.size;
  const lost = approvals > 0 ? ` with ${approvals} of its approvals` : '';
  const place = change.status === 'queued' ? 'the queue' : 'review';
  const text = `Change ${changeId} leaves ${place}${lost}.`;
  return [work(task, 'withdrawn', text, { changeId, approvals, ...said })];
}

function goingOn(task: TaskState, state: OrgState, fields: readonly string[]): AffectedWork[] {
  const said = { fields: [...fields] };
  const what = fields.join(', ');
  if (task.life.status === 'done')
    return [
      work(task, 'stays-done', `${task.taskId} is done and stays so; its ${what} is for the record.`, said),
    ];
  const attempt = attemptAt(task);
  if (attempt) {
    const { attemptId, runnerId } = attempt;
    const text = `Attempt ${attemptId} on ${runnerId} goes on as it was told; the new ${what} is for a later one.`;
    return [work(task, 'goes-on', text, { attemptId, ...said })];
  }
  const change = openChange(task, state);
  if (!change) return [];
  const text = `Change ${change.changeId} goes on as it was asked for, with the old ${what}.`;
  return [work(task, 'goes-on', text, { changeId: change.changeId, ...said })];
}

/** Verdicts are about a gate as it was defined. */
function judgedAnew(task: TaskState, state: OrgState, redefined: readonly GateId[]): AffectedWork[] {
  const gates = redefined.filter((gate) => task.gates.includes(gate));
  if (gates.length === 0) return [];
  const names = gates.join(', ');
  if (task.life.status === 'done')
    return [work(task, 'stays-done', `${task.taskId} passed ${names} as it was before.`, { gates })];
  const attempt = attemptAt(task);
  if (attempt) {
    const { attemptId } = attempt;
    const text = `Attempt ${attemptId} passes ${names} as it was before; its change is proven again before it lands.`;
    return [work(task, 'goes-on', text, { attemptId, gates })];
  }
  const change = openChange(task, state);
  if (!change) return [];
  const { changeId, prepared } = change;
  return prepared
    ? [
        work(task, 'goes-on', `Change ${changeId} is being pushed, with ${names} as it was before.`, {
          changeId,
          gates,
        }),
      ]
    : [work(task, 'void', `The verdicts of ${names} on change ${changeId} are void.`, { changeId, gates })];
}
