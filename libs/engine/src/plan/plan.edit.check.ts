import { MOST_NEEDS, type Problem } from '@headrace/events';
import type { TaskState } from '../task/task.state.ts';
import { cycleProblems } from './plan.cycles.ts';
import type { PlanDraft, TaskDraft } from './plan.edit.draft.ts';
import { tooManyNeeds } from './plan.needs.ts';
import { outlineGate, outlineTask, type Entry, type Outline, type OutlinedTask } from './plan.outline.ts';
import { referenceProblems } from './plan.references.ts';

/** What is wrong with a plan as an edit leaves it; places are those of the edit. */
export function draftProblems(draft: PlanDraft): readonly Problem[] {
  const stale: Problem[] = [];
  const outline = outlineAfter(draft, stillUsed(draft, stale));
  const isEmpty = outline.tasks.length === 0;
  const needed = outline.tasks.reduce((sum, { needs, after }) => sum + needs.length + after.length, 0);
  if (needed > MOST_NEEDS) return [{ ...tooManyNeeds(needed), path: 'operations' }]; // as a file: nothing else is looked at
  return [
    ...draft.problems,
    ...stale,
    ...referenceProblems(outline),
    ...cycleProblems(outline),
    ...(isEmpty ? [planEmpty] : []),
  ];
}

const planEmpty: Problem = { code: 'PLAN_EMPTY', path: 'operations', message: 'No task is left.' };

type Kind = 'task' | 'role' | 'gate' | 'phase';

/** Names that the edit does not say, as entries without a place; those of what is gone are problems of its removal. */
type Unsaid = (kind: Kind, names: readonly string[], user: string) => readonly Entry[];

const stillUsed =
  ({ gone }: PlanDraft, problems: Problem[]): Unsaid =>
  (kind, names, user) =>
    names.flatMap((value) => {
      const path = gone.size === 0 ? undefined : gone.get(`${kind} ${value}`);
      if (path === undefined) return [{ value, path: '' }];
      const message = `${user} still names ${kind} ${value}, which this edit removes.`;
      problems.push({ code: 'STILL_USED', path, message, expected: `${user} to be changed as well` });
      return [];
    });

function outlineAfter(draft: PlanDraft, unsaid: Unsaid): Outline {
  const { plan, roles, gates, phases, tasks, said } = draft;
  const added = [...tasks.values()].filter(({ task, isRemoved }) => task === null && !isRemoved);
  return {
    target: null,
    roles: new Map([...roles].map(([id, { agent }]) => [id, agent])),
    gates: [...gates].map(([id, gate]) => {
      const path = said.get(`gate ${id}`);
      if (path !== undefined) return outlineGate(id, gate, path);
      const role = gate.kind === 'review' ? unsaid('role', [gate.role], `Gate ${id}`) : [];
      return { id, role: role[0] ?? null, exclude: [], pattern: null };
    }),
    phases: [...phases].map(([id, phase]) => {
      const path = said.get(`phase ${id}`) ?? '';
      const names = phase ? (phase.opensWhen?.done ?? []) : (plan.phases.get(id)?.opensWhen ?? []);
      const opensWhen = phase
        ? names.map((value, i) => ({ value, path: `${path}.opensWhen.done[${i}]` }))
        : unsaid('phase', names, `Phase ${id}`);
      return { id: { value: id, path: `${path}.id` }, opensWhen };
    }),
    defaultGates: said.has('defaults')
      ? draft.defaults.gates.map((value, i) => ({ value, path: `${said.get('defaults')}.gates[${i}]` }))
      : unsaid('gate', draft.defaults.gates, 'The defaults'),
    tasks: [
      ...[...plan.tasks.values()].filter(isPresent).flatMap((task): OutlinedTask[] => {
        const drafted = tasks.get(task.taskId);
        if (!drafted) return [outlineOfState(task, unsaid)];
        return drafted.isRemoved ? [] : [outlineOfDraft(drafted, unsaid)];
      }),
      ...added.map((task) => outlineOfDraft(task, unsaid)),
    ],
    followUps: draft.followUps.map(({ onLanded, task }, i) => {
      const path = said.get('followUps');
      if (path === undefined) {
        const user = `Follow-up ${task.id}`;
        const outlined = outlineTask(task, '');
        return {
          phases: unsaid('phase', onLanded.phases, user),
          task: { ...outlined, ...unsaidNames(task, unsaid, user), scope: [] },
        };
      }
      const place = `${path}[${i}]`;
      return {
        phases: onLanded.phases.map((value, n) => ({ value, path: `${place}.onLanded.phases[${n}]` })),
        task: outlineTask(task, `${place}.task`),
      };
    }),
  };
}

/** Neither removed nor replaced by its parts: what is left of those is history. */
const isPresent = ({ removed, splitInto }: TaskState): boolean => removed === null && splitInto === null;

type Names = {
  readonly role: string;
  readonly phase?: string | null | undefined;
  readonly gates?: readonly string[] | undefined;
};

function unsaidNames({ role, phase, gates = [] }: Names, unsaid: Unsaid, user: string) {
  return {
    role: unsaid('role', [role], user)[0] ?? null,
    phase: phase ? (unsaid('phase', [phase], user)[0] ?? null) : null,
    gates: unsaid('gate', gates, user),
  };
}

function outlineOfState(task: TaskState, unsaid: Unsaid): OutlinedTask {
  const { taskId, needs, after, role, phaseId, gates, run } = task;
  const user = `Task ${taskId}`;
  return {
    path: `tasks.${taskId}`,
    id: { value: taskId, path: `tasks.${taskId}` },
    ...unsaidNames({ role, phase: phaseId, gates }, unsaid, user),
    needs: unsaid('task', needs, user),
    after: unsaid('task', after, user),
    scope: [],
    hasRun: run !== null,
    parts: [],
  };
}

/** What the edit says of a task has its place; the rest has none. */
function outlineOfDraft({ taskId, file, said, path, task }: TaskDraft, unsaid: Unsaid): OutlinedTask {
  const user = `Task ${taskId}`;
  const names = (key: 'needs' | 'after' | 'gates' | 'scope', kind: Kind): readonly Entry[] => {
    const place = said.get(key);
    const values = file[key] ?? [];
    if (place !== undefined) return values.map((value, i) => ({ value, path: `${place}[${i}]` }));
    return unsaid(kind, values, user);
  };
  const name = (key: 'role' | 'phase'): Entry | null => {
    const place = said.get(key);
    const value = file[key];
    if (value === undefined) return null;
    return place === undefined ? (unsaid(key, [value], user)[0] ?? null) : { value, path: place };
  };
  return {
    ...outlineTask(file, task ? `${path}.set` : `${path}.task`),
    role: name('role'),
    phase: name('phase'),
    gates: names('gates', 'gate'),
    needs: names('needs', 'task'),
    after: names('after', 'task'),
    scope: said.has('scope') ? names('scope', 'task') : [],
  };
}
