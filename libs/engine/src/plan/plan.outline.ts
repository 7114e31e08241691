/**
 * A plan file as far as it can be read: names and where they stand. It may have errors of shape; whatever is not where it
 * should be is left out, so that all other problems are still found.
 */
export type Entry = { readonly value: string; readonly path: string };

export type OutlinedTask = {
  readonly path: string;
  readonly id: Entry | null;
  readonly phase: Entry | null;
  readonly role: Entry | null;
  readonly needs: readonly Entry[];
  readonly after: readonly Entry[];
  readonly gates: readonly Entry[];
  readonly scope: readonly Entry[];
  readonly hasRun: boolean;
  readonly parts: readonly { readonly id: Entry | null; readonly scope: readonly Entry[] }[];
};

export type OutlinedGate = {
  readonly id: string;
  readonly role: Entry | null;
  readonly exclude: readonly Entry[];
  readonly pattern: Entry | null;
};

export type Outline = {
  readonly target: Entry | null;
  readonly phases: readonly { readonly id: Entry | null; readonly opensWhen: readonly Entry[] }[];
  /** The agent of each role. */
  readonly roles: ReadonlyMap<string, string | null>;
  readonly gates: readonly OutlinedGate[];
  readonly defaultGates: readonly Entry[];
  readonly tasks: readonly OutlinedTask[];
  readonly followUps: readonly { readonly phases: readonly Entry[]; readonly task: OutlinedTask }[];
};

type Fields = Readonly<Record<string, unknown>>;

export function outlineOf(document: unknown): Outline {
  const plan = fields(document);
  return {
    target: entry(plan['target'], 'target'),
    phases: items(plan['phases']).map(([phase, i]) => ({
      id: entry(fields(phase)['id'], `phases[${i}].id`),
      opensWhen: entries(fields(fields(phase)['opensWhen'])['done'], `phases[${i}].opensWhen.done`),
    })),
    roles: new Map(
      Object.entries(fields(plan['roles'])).map(([id, role]) => [id, text(fields(role)['agent'])]),
    ),
    gates: Object.entries(fields(plan['gates'])).map(([id, gate]) =>
      outlineGate(id, gate, memberPath('gates', id)),
    ),
    defaultGates: entries(fields(plan['defaults'])['gates'], 'defaults.gates'),
    tasks: items(plan['tasks']).map(([task, i]) => outlineTask(task, `tasks[${i}]`)),
    followUps: items(plan['followUps']).map(([followUp, i]) => ({
      phases: entries(fields(fields(followUp)['onLanded'])['phases'], `followUps[${i}].onLanded.phases`),
      task: outlineTask(fields(followUp)['task'], `followUps[${i}].task`),
    })),
  };
}

/** A gate that stands at `path`. */
export function outlineGate(id: string, document: unknown, path: string): OutlinedGate {
  const gate = fields(document);
  return {
    id,
    role: gate['kind'] === 'review' ? entry(gate['role'], `${path}.role`) : null,
    exclude: entries(gate['exclude'], `${path}.exclude`),
    pattern: entry(fields(gate['measure'])['pattern'], `${path}.measure.pattern`),
  };
}

/** A task that stands at `path`. */
export function outlineTask(document: unknown, path: string): OutlinedTask {
  const task = fields(document);
  return {
    path,
    id: entry(task['id'], `${path}.id`),
    phase: entry(task['phase'], `${path}.phase`),
    role: entry(task['role'], `${path}.role`),
    needs: entries(task['needs'], `${path}.needs`),
    after: entries(task['after'], `${path}.after`),
    gates: entries(task['gates'], `${path}.gates`),
    scope: entries(task['scope'], `${path}.scope`),
    hasRun: task['run'] !== undefined,
    parts: items(task['split']).map(([part, i]) => ({
      id: entry(fields(part)['id'], `${path}.split[${i}].id`),
      scope: entries(fields(part)['scope'], `${path}.split[${i}].scope`),
    })),
  };
}

/** A member of a record, as paths have it: `gates.lint`, or `gates["my lint"]`. */
export const memberPath = (path: string, key: string): string =>
  !/^[\w-]+$/.test(key) ? `${path}[${JSON.stringify(key)}]` : path === '' ? key : `${path}.${key}`;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const fields = (value: unknown): Fields => (isFields(value) ? value : {});
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const items = (value: unknown): readonly (readonly [unknown, number])[] =>
  Array.isArray(value) ? value.map((item: unknown, i) => [item, i]) : [];
const entry = (value: unknown, path: string): Entry | null =>
  typeof value === 'string' ? { value, path } : null;
const entries = (value: unknown, path: string): readonly Entry[] =>
  items(value).flatMap(([item, i]) => entry(item, `${path}[${i}]`) ?? []);
