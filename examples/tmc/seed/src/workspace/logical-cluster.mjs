/** A name that is not a logical cluster's. `code` is always `BAD_CLUSTER`. */
export class ClusterNameError extends Error {
  constructor(value) {
    super(`${JSON.stringify(value)} is no logical cluster: expected parts like root:org:team`);
    this.code = 'BAD_CLUSTER';
  }
}

const PART = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads `root:org:team` into its parts. Throws ClusterNameError for anything else. */
export function parseCluster(value) {
  if (typeof value !== 'string') throw new ClusterNameError(value);
  const parts = value.split(':');
  if (parts[0] !== 'root' || !parts.every((part) => PART.test(part))) throw new ClusterNameError(value);
  return Object.freeze({ path: value, parts: Object.freeze(parts), name: parts.at(-1) });
}

/** The logical cluster above this one, or null above `root`. */
export function parentOf(value) {
  const { parts } = parseCluster(value);
  return parts.length === 1 ? null : parts.slice(0, -1).join(':');
}

/** Whether `value` is `ancestor` or lies below it. `root:a` is not within `root:ab`. */
export function isWithin(value, ancestor) {
  parseCluster(value);
  parseCluster(ancestor);
  return value === ancestor || value.startsWith(`${ancestor}:`);
}

/** One object in one logical cluster, as a key: `root:org:team|name`. */
export function clusterKey(cluster, name) {
  parseCluster(cluster);
  if (typeof name !== 'string' || name === '') throw new TypeError('an object needs a name');
  return `${cluster}|${name}`;
}

/** The two halves of a `clusterKey`. */
export function splitKey(key) {
  const cut = key.indexOf('|');
  return { cluster: key.slice(0, cut), name: key.slice(cut + 1) };
}
