import { parseCluster } from '../workspace/logical-cluster.mjs';

/** A kind that a logical cluster has not bound. `code` is always `KIND_NOT_BOUND`. */
export class KindNotBound extends Error {
  constructor(cluster, kind) {
    super(`${cluster} has bound no export with the kind ${kind}`);
    this.code = 'KIND_NOT_BOUND';
  }
}

/** What tenants do with API objects. Each access is for one logical cluster, and for kinds that it has bound. */
export class ApiSurface {
  #store;
  #exports;
  #admission;

  constructor(store, exports, admission) {
    this.#store = store;
    this.#exports = exports;
    this.#admission = admission;
  }

  /** Stores an object once it is admitted. Throws KindNotBound and AdmissionError. */
  apply(cluster, object) {
    this.#requireBound(cluster, object.kind);
    const admitted = this.#admission.admit(object, cluster);
    const before = this.#store.get(cluster, object.kind, object.name);
    const status = before?.status ?? admitted.status;
    return this.#store.put(cluster, object.kind, { ...admitted, status });
  }

  /** One object, or null. Throws KindNotBound. */
  get(cluster, kind, name) {
    this.#requireBound(cluster, kind);
    return this.#store.get(cluster, kind, name);
  }

  /** All objects of a kind. Throws KindNotBound. */
  list(cluster, kind) {
    this.#requireBound(cluster, kind);
    return this.#store.list(cluster, kind);
  }

  /** Removes an object; answers whether it was there. Throws KindNotBound. */
  remove(cluster, kind, name) {
    this.#requireBound(cluster, kind);
    return this.#store.remove(cluster, kind, name);
  }

  /** What a tenant can use: `[{kind, plural, doc}]`, as an index page would show it. */
  discover(cluster) {
    parseCluster(cluster);
    return this.#exports.kindsOf(cluster).map(({ kind, plural, doc }) => ({ kind, plural, doc }));
  }

  #requireBound(cluster, kind) {
    parseCluster(cluster);
    const isBound = this.#exports.kindsOf(cluster).some((bound) => bound.kind === kind);
    if (!isBound) throw new KindNotBound(cluster, kind);
  }
}
