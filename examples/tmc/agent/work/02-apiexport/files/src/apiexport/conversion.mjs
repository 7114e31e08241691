/** A version that cannot be reached from another. `code` is always `NO_CONVERSION`. */
export class ConversionError extends Error {
  constructor(kind, from, to) {
    super(`${kind}: there is no way from ${from} to ${to}`);
    this.code = 'NO_CONVERSION';
  }
}

/** Turns objects of one version of a kind into another, step by step, there and back. */
export class Conversions {
  #steps = new Map();

  /** Declares a step between two versions of a kind, both ways. `up` and `down` turn a spec into a spec. */
  declare(kind, from, to, { up, down }) {
    this.#stepsOf(kind, from).set(to, up);
    this.#stepsOf(kind, to).set(from, down);
  }

  /** The versions that a kind has steps for, sorted. */
  versionsOf(kind) {
    return [...(this.#steps.get(kind) ?? new Map()).keys()].sort();
  }

  /** The object in another version of its kind. Throws ConversionError when no steps lead there. */
  convert(object, to) {
    const [group, from] = object.apiVersion.split('/');
    if (from === to) return object;
    const path = this.#path(object.kind, from, to);
    if (!path) throw new ConversionError(object.kind, from, to);
    const spec = path.reduce((value, step) => step(structuredClone(value)), object.spec);
    return { ...object, apiVersion: `${group}/${to}`, spec };
  }

  /** The steps of the shortest way, breadth first. */
  #path(kind, from, to) {
    const ways = [{ at: from, steps: [] }];
    const seen = new Set([from]);
    for (const way of ways) {
      if (way.at === to) return way.steps;
      for (const [next, step] of this.#stepsOf(kind, way.at)) {
        if (seen.has(next)) continue;
        seen.add(next);
        ways.push({ at: next, steps: [...way.steps, step] });
      }
    }
    return null;
  }

  #stepsOf(kind, version) {
    const versions = this.#steps.get(kind) ?? new Map();
    this.#steps.set(kind, versions);
    if (!versions.has(version)) versions.set(version, new Map());
    return versions.get(version);
  }
}
