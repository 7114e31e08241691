import { isDeepStrictEqual } from 'node:util';
import { ConflictError } from '../store/store.mjs';

const IDENTITY = ['name', 'cluster', 'version'];

/** Writes what a reconciler changed, and nothing else: a field that somebody else wrote meanwhile stays theirs. */
export class Committer {
  #store;
  #kind;

  constructor(store, kind) {
    this.#store = store;
    this.#kind = kind;
  }

  /**
   * Stores the difference between what the reconciler read and what it wants; answers whether there was one. Throws
   * ConflictError when one of the fields that it changes was changed by somebody else, TypeError when it changes whose
   * object it is.
   */
  commit(before, after) {
    const changes = changedFields(before, after);
    const identity = Object.keys(changes).filter((field) => IDENTITY.includes(field));
    if (identity.length > 0)
      throw new TypeError(`${this.#kind} ${before.name}: ${identity.join(', ')} cannot change`);
    if (Object.keys(changes).length === 0) return false;
    const current = this.#store.get(before.cluster, this.#kind, before.name);
    if (!current) return false;
    for (const field of Object.keys(changes)) {
      if (isDeepStrictEqual(current[field], before[field])) continue;
      throw new ConflictError(this.#kind, before.name, before.version, current.version);
    }
    this.#store.put(before.cluster, this.#kind, { ...current, ...changes });
    return true;
  }
}

/** The fields of `after` that differ from `before`. */
export function changedFields(before, after) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}
