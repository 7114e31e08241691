import { requireCluster } from '../workspace/boundary.mjs';
import { clusterKey } from '../workspace/logical-cluster.mjs';
import { keyFor, open, seal } from './seal.mjs';

const KIND = 'Secret';

/** A secret that is not there. `code` is always `NO_SECRET`. */
export class SecretNotFound extends Error {
  constructor(cluster, name) {
    super(`there is no secret ${name} in ${cluster}`);
    this.code = 'NO_SECRET';
  }
}

/** Secrets of tenants. The store, and whoever reads or watches it, holds sealed values only. */
export class SecretStore {
  #store;
  #rootKey;

  /** `rootKey`: 32 bytes that come from outside and are never stored. */
  constructor(store, rootKey) {
    if (rootKey?.length !== 32) throw new TypeError('the root key has 32 bytes');
    this.#store = store;
    this.#rootKey = rootKey;
  }

  /** Stores a value; answers its revision, which counts from 1. */
  write(cluster, name, value) {
    const revision = (this.#store.get(cluster, KIND, name)?.revision ?? 0) + 1;
    const sealed = seal(this.#key(cluster), placeOf(cluster, name, revision), value);
    this.#store.put(cluster, KIND, { name, revision, sealed });
    return revision;
  }

  /** The newest value. Throws SecretNotFound, and BrokenSealError for one that was moved or changed. */
  read(cluster, name) {
    const found = this.#store.get(cluster, KIND, name);
    if (!found) throw new SecretNotFound(cluster, name);
    return open(this.#key(cluster), placeOf(cluster, name, found.revision), found.sealed);
  }

  /** The names of a logical cluster's secrets; never a value. */
  list(cluster) {
    return this.#store.list(cluster, KIND).map(({ name }) => name);
  }

  /** Forgets a secret; answers whether it was there. */
  remove(cluster, name) {
    return this.#store.remove(cluster, KIND, name);
  }

  #key(cluster) {
    return keyFor(this.#rootKey, requireCluster(cluster));
  }
}

const placeOf = (cluster, name, revision) => `${clusterKey(cluster, name)}#${revision}`;
