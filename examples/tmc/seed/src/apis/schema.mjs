const CHECKS = {
  string: (field, value) =>
    typeof value === 'string' && (!field.pattern || new RegExp(field.pattern).test(value)),
  integer: (field, value) =>
    Number.isInteger(value) && value >= (field.min ?? -Infinity) && value <= (field.max ?? Infinity),
  boolean: (field, value) => typeof value === 'boolean',
  enum: (field, value) => field.values.includes(value),
  map: (field, value) => isPlain(value) && Object.values(value).every((item) => typeof item === 'string'),
  list: (field, value) =>
    Array.isArray(value) && value.every((item) => CHECKS[field.of.type](field.of, item)),
};

const isPlain = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * Declares an API kind: `{group, version, kind, plural, doc, spec, status}`, where spec and status name their fields.
 * A field is `{type, doc, required?, default?, min?, max?, pattern?, values?, of?}`.
 */
export function defineKind(definition) {
  for (const part of ['spec', 'status']) {
    for (const [name, field] of Object.entries(definition[part] ?? {})) {
      if (!CHECKS[field.type])
        throw new TypeError(`${definition.kind}.${part}.${name}: unknown type ${field.type}`);
      if (!field.doc) throw new TypeError(`${definition.kind}.${part}.${name}: a field needs a doc`);
    }
  }
  return Object.freeze({ ...definition, apiVersion: `${definition.group}/${definition.version}` });
}

/** A new object of a kind: its defaults, then what is given. */
export function createObject(kind, name, spec = {}) {
  const defaults = Object.entries(kind.spec).flatMap(([key, field]) =>
    'default' in field ? [[key, field.default]] : [],
  );
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    name,
    spec: { ...structuredClone(Object.fromEntries(defaults)), ...structuredClone(spec) },
    status: { conditions: [] },
  };
}

/** Everything that is wrong with an object, as `{path, message}`; an empty list when nothing is. */
export function problemsOf(kind, object) {
  const problems = [];
  const say = (path, message) => problems.push({ path, message });
  if (object.kind !== kind.kind) say('kind', `expected ${kind.kind}`);
  if (object.apiVersion !== kind.apiVersion) say('apiVersion', `expected ${kind.apiVersion}`);
  checkFields('spec', kind.spec, object.spec ?? {}, say);
  const { conditions: _conditions, ...status } = object.status ?? {};
  checkFields('status', kind.status ?? {}, status, say);
  return problems;
}

function checkFields(part, fields, values, say) {
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    if (value === undefined && field.required) say(`${part}.${name}`, 'is required');
    if (value !== undefined && !CHECKS[field.type](field, value))
      say(`${part}.${name}`, `is no valid ${field.type}`);
  }
  for (const name of Object.keys(values)) if (!fields[name]) say(`${part}.${name}`, 'is unknown');
}

/** The object with one condition set; the others stay. */
export function withCondition(object, type, status, reason = '') {
  const others = object.status.conditions.filter((condition) => condition.type !== type);
  return { ...object, status: { ...object.status, conditions: [...others, { type, status, reason }] } };
}

/** Whether a condition of the object is true. */
export function hasCondition(object, type) {
  return object.status.conditions.some((condition) => condition.type === type && condition.status === true);
}
