import { clusterKey } from '../workspace/logical-cluster.mjs';

/**
 * Keys of the objects of one kind by something about them, kept up to date as the store changes: a lookup costs what it
 * answers, not what there is. `valuesOf(object)` names the index values of an object, as strings.
 */
export class ClusterIndex {
  #valuesOf;
  #keys = new Map();
  #indexed = new Map();

  constructor(store, kind, valuesOf) {
    this.#valuesOf = valuesOf;
    for (const object of store.unscoped(kind)) this.#add(object);
    store.watch(kind, ({ type, object }) => {
      this.#forget(object);
      if (type !== 'removed') this.#add(object);
    });
  }

  /** The keys of the objects that have this value, in the order in which they got it. */
  keysOf(value) {
    return [...(this.#keys.get(value) ?? [])];
  }

  #add(object) {
    const key = clusterKey(object.cluster, object.name);
    const values = this.#valuesOf(object);
    this.#indexed.set(key, values);
    for (const value of values) this.#keys.set(value, (this.#keys.get(value) ?? new Set()).add(key));
  }

  #forget(object) {
    const key = clusterKey(object.cluster, object.name);
    for (const value of this.#indexed.get(key) ?? []) {
      const keys = this.#keys.get(value);
      keys.delete(key);
      if (keys.size === 0) this.#keys.delete(value);
    }
    this.#indexed.delete(key);
  }
}
