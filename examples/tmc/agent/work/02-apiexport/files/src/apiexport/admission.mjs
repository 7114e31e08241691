/** An object that may not be stored. `code` is always `NOT_ADMITTED`; `problems` says everything that is wrong. */
export class AdmissionError extends Error {
  constructor(object, problems) {
    super(
      `${object.kind} ${object.name}: ${problems.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
    );
    this.code = 'NOT_ADMITTED';
    this.problems = problems;
  }
}

/** Decides which objects of which kinds may be stored, and in which form. */
export class Admission {
  #entries = new Map();
  #policies = [];

  /** Admits objects of a kind that `problems` finds nothing wrong with. */
  accept({ kind, problems }) {
    this.#entries.set(kind.kind, { kind, problems });
  }

  /** Adds a policy: a function of `(object, cluster)` that answers problems. It is asked about every object. */
  policy(check) {
    this.#policies.push(check);
  }

  /** Whether objects of this kind are known at all. */
  knows(kindName) {
    return this.#entries.has(kindName);
  }

  /** The kind of this name, or null. */
  kindOf(kindName) {
    return this.#entries.get(kindName)?.kind ?? null;
  }

  /** The object as it is to be stored, with its kind's defaults. Throws AdmissionError with all problems at once. */
  admit(object, cluster) {
    const entry = this.#entries.get(object.kind);
    if (!entry) throw new AdmissionError(object, [{ path: 'kind', message: 'is not served here' }]);
    const complete = withDefaults(entry.kind, object);
    const problems = [
      ...nameProblems(object),
      ...entry.problems(complete),
      ...this.#policies.flatMap((check) => check(complete, cluster)),
    ];
    if (problems.length > 0) throw new AdmissionError(object, problems);
    return complete;
  }
}

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function nameProblems({ name }) {
  return NAME.test(name ?? '') ? [] : [{ path: 'name', message: 'is no name: expected a-z, 0-9 and -' }];
}

function withDefaults(kind, object) {
  const defaults = Object.entries(kind.spec).filter(([, field]) => 'default' in field);
  const spec = Object.fromEntries(defaults.map(([name, field]) => [name, structuredClone(field.default)]));
  return { ...object, spec: { ...spec, ...object.spec }, status: object.status ?? { conditions: [] } };
}
