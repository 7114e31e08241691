import type { Problem } from '@headrace/events';
import { nearest } from './nearest.ts';
import { memberPath } from './plan.outline.ts';

/** The part of a zod issue that problems are made of. */
type Issue = {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly origin?: string;
  readonly issues?: readonly Issue[];
  /** Of a union: what each of its forms has against the value. */
  readonly errors?: readonly (readonly Issue[])[];
};

/** Where the document does not have the shape of its schema, by what that has against it. */
export function shapeProblems(
  schema: Schema,
  document: unknown,
  issues: readonly Issue[],
): readonly Problem[] {
  if (isEmpty(document)) return [planEmpty('tasks')];
  return issues.flatMap((issue) => problemsOf({ schema, document }, issue));
}

type Shaped = { readonly schema: Schema; readonly document: unknown };

const isEmpty = (document: unknown): boolean =>
  document === null ||
  document === undefined ||
  (typeof document === 'object' && Object.keys(document).length === 0);

const planEmpty = (path: string): Problem => ({
  code: 'PLAN_EMPTY',
  path,
  message: 'The plan has no tasks.',
  expected: 'at least one task',
});

function problemsOf(shaped: Shaped, issue: Issue): readonly Problem[] {
  const { document } = shaped;
  const path = pathText(issue.path);
  if (path === 'tasks' && isMissing(valueAt(document, issue.path))) return [planEmpty(path)];
  if (issue.code === 'unrecognized_keys')
    return (issue.keys ?? []).map((key) => keyUnknown(shaped, issue.path, key));
  const meant = issue.errors?.find((form) => form.every(isInside));
  if (meant)
    return meant.flatMap((inner) => problemsOf(shaped, { ...inner, path: [...issue.path, ...inner.path] }));
  return [valueInvalid(document, issue, path)];
}

const isMissing = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.length === 0);

/** The value has this form, but for something in it. */
const isInside = ({ code, path }: Issue): boolean => path.length > 0 || code === 'unrecognized_keys';

function keyUnknown(shaped: Shaped, path: readonly PropertyKey[], key: string): Problem {
  const keys = keysAt(shaped, path);
  const guess = nearest(key, keys);
  return {
    code: 'KEY_UNKNOWN',
    path: memberPath(pathText(path), key),
    message: `"${key}" means nothing here.`,
    ...(keys.length > 0 ? { expected: `one of ${keys.join(', ')}` } : {}),
    ...(guess === undefined ? {} : { nearest: guess }),
  };
}

function valueInvalid(document: unknown, issue: Issue, path: string): Problem {
  const value = valueAt(document, issue.path);
  const choices = (issue.values ?? issue.options ?? []).map(String);
  const guess = typeof value === 'string' ? nearest(value, choices) : undefined;
  const name = String(issue.path.at(-1) ?? 'the document');
  return {
    code: 'VALUE_INVALID',
    path,
    message: value === undefined ? `"${name}" is missing.` : `${shown(value)} does not fit.`,
    expected: expectedBy(issue, choices),
    ...(guess === undefined ? {} : { nearest: guess }),
  };
}

function expectedBy(issue: Issue, choices: readonly string[]): string {
  if (issue.code === 'invalid_key')
    return `${issue.issues?.[0]?.message ?? issue.message}`.replace(/^expected /, '');
  if (choices.length > 0) return `one of ${choices.join(', ')}`;
  if (issue.code === 'too_small') return `${unitOf(issue)}at least ${String(issue.minimum)}`;
  if (issue.code === 'too_big') return `${unitOf(issue)}at most ${String(issue.maximum)}`;
  if (issue.code === 'invalid_type')
    return (
      { int: 'a whole number', record: 'a map', object: 'a map', array: 'a list', boolean: 'true or false' }[
        issue.expected ?? ''
      ] ?? `a ${issue.expected}`
    );
  return issue.message.replace(/^expected /, '');
}

const unitOf = ({ origin }: Issue): string =>
  origin === 'string' ? 'characters: ' : origin === 'array' ? 'entries: ' : '';

const LONGEST_SHOWN = 80;

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > LONGEST_SHOWN ? `${json.slice(0, LONGEST_SHOWN)}…` : json;
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : memberPath(text, String(key))),
    '',
  );

const valueAt = (document: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    document,
  );

/** A zod schema as far as its keys can be read off. */
export type Schema = {
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, Schema>>;
    readonly element?: Schema;
    readonly innerType?: Schema;
    readonly valueType?: Schema;
    readonly options?: readonly Schema[];
    readonly discriminator?: string;
    readonly values?: readonly unknown[];
  };
};

/** The keys that a map at this place may have. */
function keysAt({ schema: whole, document }: Shaped, path: readonly PropertyKey[]): readonly string[] {
  let schema: Schema | undefined = unwrapped(whole, document);
  let value = document;
  for (const key of path) {
    value = valueAt(value, [key]);
    const { shape, element, valueType }: Schema['def'] = schema?.def ?? { type: 'none' };
    const inner: Schema | undefined = typeof key === 'number' ? element : (shape?.[String(key)] ?? valueType);
    schema = inner && unwrapped(inner, value);
  }
  return Object.keys(schema?.def.shape ?? {});
}

function unwrapped(schema: Schema, value: unknown): Schema | undefined {
  const { innerType, options, discriminator } = schema.def;
  if (innerType) return unwrapped(innerType, value);
  if (!options) return schema;
  if (discriminator === undefined) return options.find(({ def }) => def.shape) ?? schema;
  const kind = valueAt(value, [discriminator]);
  return options.find((option) => option.def.shape?.[discriminator]?.def.values?.includes(kind));
}
