/** The store as one user may use it: every access is authorised in the logical cluster that it is for. */
export class GuardedStore {
  #store;
  #authorizer;
  #user;

  constructor(store, authorizer, user) {
    this.#store = store;
    this.#authorizer = authorizer;
    this.#user = user;
  }

  /** One object, or null. Throws ForbiddenError. */
  get(cluster, kind, name) {
    this.#authorizer.require(this.#user, 'get', kind, cluster);
    return this.#store.get(cluster, kind, name);
  }

  /** All objects of a kind in one logical cluster. Throws ForbiddenError. */
  list(cluster, kind) {
    this.#authorizer.require(this.#user, 'list', kind, cluster);
    return this.#store.list(cluster, kind);
  }

  /** Creates or updates an object. Throws ForbiddenError. */
  put(cluster, kind, object) {
    const verb = this.#store.get(cluster, kind, object.name) ? 'update' : 'create';
    this.#authorizer.require(this.#user, verb, kind, cluster);
    return this.#store.put(cluster, kind, object);
  }

  /** Removes an object. Throws ForbiddenError. */
  remove(cluster, kind, name) {
    this.#authorizer.require(this.#user, 'delete', kind, cluster);
    return this.#store.remove(cluster, kind, name);
  }
}
