/** A binary that is not there. `code` is always `NO_BINARY`. */
export class BinaryNotFound extends Error {
  constructor(name) {
    super(`there is no binary ${name}`);
    this.code = 'NO_BINARY';
  }
}

/** Keeps the syncer binaries that tenants upload for their clusters. */
export class BinaryManager {
  #cache = new Map();

  /** Stores the bytes of one version of a binary. */
  register(cluster, { name, version, bytes }) {
    const path = `${cluster}/${name}@${version}`;
    this.#cache.set(name, { cluster, name, version, bytes, path });
    return path;
  }

  /** The newest version of a binary. Throws BinaryNotFound. */
  resolve(cluster, name) {
    const found = this.#cache.get(name);
    if (!found) throw new BinaryNotFound(name);
    return found;
  }

  /** The names of all binaries. */
  list() {
    return [...this.#cache.keys()].sort();
  }

  /** Forgets a binary; answers whether it was there. */
  remove(cluster, name) {
    return this.#cache.delete(name);
  }

  /** How many bytes are stored, and the largest binary. */
  usage() {
    const all = [...this.#cache.values()];
    const total = all.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const largest = all.sort((a, b) => b.bytes.length - a.bytes.length)[0];
    return { count: all.length, total, largest: largest?.name ?? null };
  }
}
