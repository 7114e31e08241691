import { ID_PATTERN, type ErrorCode, type Problem } from '@headrace/events';
import { globFault } from '../offer/glob.ts';
import { nearest } from './nearest.ts';
import type { Entry, Outline, OutlinedTask } from './plan.outline.ts';

/** Names that mean nothing, ids that are taken, patterns that nothing understands. */
export function referenceProblems(outline: Outline): readonly Problem[] {
  const names = namesOf(outline);
  return [
    ...duplicates(
      'phase',
      outline.phases.map(({ id }) => id),
    ),
    ...duplicates('task', taskIds(outline)),
    ...targetProblems(outline),
    ...outline.phases.flatMap(({ opensWhen }) => names.phase(opensWhen)),
    ...outline.gates.flatMap(({ role, exclude, pattern }) => [
      ...names.role(present(role)),
      ...exclude.flatMap(globProblem),
      ...present(pattern).flatMap(patternProblem),
    ]),
    ...names.gate(outline.defaultGates),
    ...outline.tasks.flatMap((task) => taskProblems(task, outline, names)),
    ...outline.followUps.flatMap(({ phases, task }) => [
      ...names.phase(phases),
      ...templateProblems(task),
      ...taskProblems(task, outline, names),
    ]),
  ];
}

type Known = (entries: readonly Entry[]) => readonly Problem[];
type Names = { readonly task: Known; readonly phase: Known; readonly role: Known; readonly gate: Known };

function taskProblems(task: OutlinedTask, { roles }: Outline, names: Names): readonly Problem[] {
  const isShell = task.role !== null && roles.get(task.role.value) === 'shell';
  return [
    ...names.phase(present(task.phase)),
    ...names.role(present(task.role)),
    ...names.task([...task.needs, ...task.after]),
    ...names.gate(task.gates),
    ...[...task.scope, ...task.parts.flatMap(({ scope }) => scope)].flatMap(globProblem),
    ...(isShell && !task.hasRun ? [runMissing(task)] : []),
  ];
}

const present = (entry: Entry | null): readonly Entry[] => (entry ? [entry] : []);

const runMissing = ({ path, role }: OutlinedTask): Problem => ({
  code: 'RUN_MISSING',
  path: `${path}.run`,
  message: `Role "${role?.value}" runs with agent shell, which needs the command to run.`,
  expected: 'a shell command',
});

/** To look for the nearest name costs something: after so many mistakes of one kind a reader does without. */
const MOST_GUESSES = 200;

function namesOf({ tasks, phases, roles, gates }: Outline): Names {
  const known = (code: ErrorCode, kind: string, names: ReadonlySet<string>): Known => {
    const guesses = new Map<string, string | undefined>();
    const guess = (name: string): string | undefined => {
      if (!guesses.has(name) && guesses.size < MOST_GUESSES) guesses.set(name, nearest(name, names));
      return guesses.get(name);
    };
    return (entries) =>
      entries
        .filter(({ value }) => !names.has(value))
        .map(({ value, path }) =>
          unknown(code, `There is no ${kind} "${value}".`, path, names, guess(value)),
        );
  };
  const ids = (entries: readonly (Entry | null)[]) => new Set(entries.flatMap((entry) => entry?.value ?? []));
  return {
    task: known('TASK_UNKNOWN', 'task', ids(tasks.map(({ id }) => id))),
    phase: known('PHASE_UNKNOWN', 'phase', ids(phases.map(({ id }) => id))),
    role: known('ROLE_UNKNOWN', 'role', new Set(roles.keys())),
    gate: known('GATE_UNKNOWN', 'gate', new Set(gates.map(({ id }) => id))),
  };
}

const MOST_NAMES = 12;

function unknown(
  code: ErrorCode,
  message: string,
  path: string,
  names: ReadonlySet<string>,
  guess?: string,
): Problem {
  const expected =
    names.size > MOST_NAMES
      ? `one of ${names.size} ids`
      : names.size > 0
        ? `one of ${[...names].join(', ')}`
        : 'none is defined';
  return { code, path, message, expected, ...(guess === undefined ? {} : { nearest: guess }) };
}

/** The parts of a declared split become tasks too. */
const taskIds = ({ tasks }: Outline): readonly (Entry | null)[] => [
  ...tasks.map(({ id }) => id),
  ...tasks.flatMap(({ parts }) => parts.map(({ id }) => id)),
];

function duplicates(kind: string, entries: readonly (Entry | null)[]): readonly Problem[] {
  const firstAt = new Map<string, string>();
  const problems: Problem[] = [];
  for (const entry of entries) {
    if (!entry) continue;
    const { value, path } = entry;
    const first = firstAt.get(value);
    if (first === undefined) firstAt.set(value, path);
    else
      problems.push({
        code: 'ID_DUPLICATE',
        path,
        message: `The ${kind} id "${value}" is used at ${first} already.`,
        expected: 'an id of its own',
      });
  }
  return problems;
}

function globProblem({ value, path }: Entry): readonly Problem[] {
  const bad = globFault(value);
  if (!bad) return [];
  const problem: Problem = {
    code: 'GLOB_INVALID',
    path,
    message: `"${value}" is not a path pattern: ${bad.fault}.`,
    expected: 'a relative pattern such as src/**',
  };
  return [bad.nearest === undefined ? problem : { ...problem, nearest: bad.nearest }];
}

function patternProblem({ value, path }: Entry): readonly Problem[] {
  const expected = 'a JavaScript regular expression with one group, such as "Lines: ([0-9.]+)%"';
  try {
    const groups = (new RegExp(`${value}|`).exec('')?.length ?? 1) - 1;
    if (groups >= 1) return [];
    return [
      { code: 'PATTERN_INVALID', path, message: 'The pattern has no group that gives the number.', expected },
    ];
  } catch (cause) {
    return [
      {
        code: 'PATTERN_INVALID',
        path,
        message: `Not a regular expression: ${(cause as Error).message}.`,
        expected,
      },
    ];
  }
}

/** What git allows in the name of a branch, and nothing that a command could take for an option. */
function targetProblems({ target }: Outline): readonly Problem[] {
  if (!target || target.value === '') return [];
  const isBad =
    !/^[^-./][^\s~^:?*[\\\p{Cc}]*$/u.test(target.value) ||
    /\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$|^@$/.test(target.value);
  if (!isBad) return [];
  return [
    {
      code: 'VALUE_INVALID',
      path: target.path,
      message: `"${target.value}" cannot be the name of a branch.`,
      expected: 'a branch such as main',
    },
  ];
}

/** A follow-up's id is a template: it has to give an id for every task. */
function templateProblems({ id }: OutlinedTask): readonly Problem[] {
  if (!id) return [];
  const filled = id.value.replaceAll('{task}', 'a');
  if (ID_PATTERN.test(filled)) return [];
  return [
    {
      code: 'VALUE_INVALID',
      path: id.path,
      message: `"${id.value}" does not make ids.`,
      expected: 'letters a-z, digits and "-", with {task} for the id of the landed task',
    },
  ];
}
