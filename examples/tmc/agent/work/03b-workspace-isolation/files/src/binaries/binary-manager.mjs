import { requireReach } from '../workspace/boundary.mjs';
import { clusterKey, parseCluster } from '../workspace/logical-cluster.mjs';

/** A binary that is not there. `code` is always `NO_BINARY`. */
export class BinaryNotFound extends Error {
  constructor(cluster, name) {
    super(`there is no binary ${name} in ${cluster}`);
    this.code = 'NO_BINARY';
  }
}

/**
 * Keeps the syncer binaries that tenants upload for their clusters. Everything is kept by logical cluster: a name means
 * nothing outside of it.
 */
export class BinaryManager {
  #shelves = new Map();

  /** Stores the bytes of one version of a binary, and answers the key under which it is kept. */
  register(cluster, { name, version, bytes }) {
    const key = clusterKey(cluster, name);
    const shelf = this.#shelves.get(cluster) ?? new Map();
    const versions = shelf.get(name) ?? [];
    const others = versions.filter((binary) => binary.version !== version);
    shelf.set(name, [...others, Object.freeze({ cluster, name, version, bytes })]);
    this.#shelves.set(cluster, shelf);
    return `${key}@${version}`;
  }

  /** The version that was registered last. Throws BinaryNotFound. */
  resolve(cluster, name) {
    const found = this.#versions(cluster, name).at(-1);
    if (!found) throw new BinaryNotFound(cluster, name);
    return found;
  }

  /** The names of a logical cluster's binaries. */
  list(cluster) {
    parseCluster(cluster);
    return [...(this.#shelves.get(cluster) ?? new Map()).keys()].sort();
  }

  /** Forgets all versions of a binary; answers whether there were any. */
  remove(cluster, name) {
    parseCluster(cluster);
    return this.#shelves.get(cluster)?.delete(name) ?? false;
  }

  /** Gives a binary to a logical cluster below its own. Throws BoundaryViolation for any other. */
  share(cluster, name, receiver) {
    requireReach(cluster, receiver, { descendants: true });
    const { version, bytes } = this.resolve(cluster, name);
    return this.register(receiver, { name, version, bytes });
  }

  /** How many bytes a logical cluster has stored, and its largest binary. */
  usage(cluster) {
    const all = this.list(cluster).flatMap((name) => this.#versions(cluster, name));
    const total = all.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const [largest] = all.sort((a, b) => b.bytes.length - a.bytes.length);
    return { count: all.length, total, largest: largest?.name ?? null };
  }

  #versions(cluster, name) {
    parseCluster(cluster);
    return this.#shelves.get(cluster)?.get(name) ?? [];
  }
}
