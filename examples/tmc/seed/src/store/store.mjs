import { parseCluster } from '../workspace/logical-cluster.mjs';

/** A write that was based on a version which is not the current one. `code` is always `CONFLICT`. */
export class ConflictError extends Error {
  constructor(kind, name, expected, actual) {
    super(`${kind} ${name}: the write expected version ${expected}, the store has ${actual}`);
    this.code = 'CONFLICT';
  }
}

/**
 * Objects by kind, logical cluster and name, with a version each. Objects go in and come out as copies.
 * `stats` counts what callers cost: `reads` are objects looked at, `writes` are objects stored.
 */
export class Store {
  #shelves = new Map();
  #watchers = new Map();
  #version = 0;
  stats = { reads: 0, writes: 0 };

  /** Stores `object` (it needs a `name`) and answers the stored copy. A stale `version` throws ConflictError. */
  put(cluster, kind, object) {
    const shelf = this.#shelf(cluster, kind);
    const before = shelf.get(object.name);
    if (object.version !== undefined && object.version !== (before?.version ?? 0)) {
      throw new ConflictError(kind, object.name, object.version, before?.version ?? 0);
    }
    const stored = { ...structuredClone(object), cluster, version: ++this.#version };
    shelf.set(object.name, stored);
    this.stats.writes += 1;
    this.#announce(kind, { type: before ? 'changed' : 'added', object: stored });
    return structuredClone(stored);
  }

  /** One object of one logical cluster, or null. */
  get(cluster, kind, name) {
    this.stats.reads += 1;
    const found = this.#shelf(cluster, kind).get(name);
    return found ? structuredClone(found) : null;
  }

  /** Every object of a kind in one logical cluster, by name. */
  list(cluster, kind) {
    const all = [...this.#shelf(cluster, kind).values()];
    this.stats.reads += all.length;
    return all.map((object) => structuredClone(object)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Forgets an object; answers whether it was there. */
  remove(cluster, kind, name) {
    const shelf = this.#shelf(cluster, kind);
    const found = shelf.get(name);
    shelf.delete(name);
    if (found) this.#announce(kind, { type: 'removed', object: found });
    return Boolean(found);
  }

  /** Every object of a kind in every logical cluster. For controllers; never for what a tenant asks. */
  unscoped(kind) {
    const all = [...this.#shelves]
      .filter(([key]) => key.startsWith(`${kind}|`))
      .flatMap(([, shelf]) => [...shelf.values()]);
    this.stats.reads += all.length;
    return all.map((object) => structuredClone(object));
  }

  /** Calls `listener({type, object})` for each later change of a kind; answers a function that ends it. */
  watch(kind, listener) {
    const listeners = this.#watchers.get(kind) ?? new Set();
    this.#watchers.set(kind, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #announce(kind, event) {
    for (const listener of this.#watchers.get(kind) ?? []) listener(structuredClone(event));
  }

  #shelf(cluster, kind) {
    parseCluster(cluster);
    const key = `${kind}|${cluster}`;
    if (!this.#shelves.has(key)) this.#shelves.set(key, new Map());
    return this.#shelves.get(key);
  }
}
