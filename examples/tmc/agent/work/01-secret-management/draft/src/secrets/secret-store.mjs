const KIND = 'Secret';

/** A secret that is not there. `code` is always `NO_SECRET`. */
export class SecretNotFound extends Error {
  constructor(cluster, name) {
    super(`there is no secret ${name} in ${cluster}`);
    this.code = 'NO_SECRET';
  }
}

/** Secrets of tenants. */
export class SecretStore {
  #store;

  constructor(store) {
    this.#store = store;
  }

  /** Stores a value; answers its revision, which counts from 1. */
  write(cluster, name, value) {
    const revision = (this.#store.get(cluster, KIND, name)?.revision ?? 0) + 1;
    this.#store.put(cluster, KIND, { name, revision, value });
    return revision;
  }

  /** The newest value. Throws SecretNotFound. */
  read(cluster, name) {
    const found = this.#store.get(cluster, KIND, name);
    if (!found) throw new SecretNotFound(cluster, name);
    return found.value;
  }

  /** The names of a logical cluster's secrets; never a value. */
  list(cluster) {
    return this.#store.list(cluster, KIND).map(({ name }) => name);
  }

  /** Forgets a secret; answers whether it was there. */
  remove(cluster, name) {
    return this.#store.remove(cluster, KIND, name);
  }
}
