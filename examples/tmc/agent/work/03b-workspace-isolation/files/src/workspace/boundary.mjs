import { isWithin, parseCluster } from './logical-cluster.mjs';

/** Somebody reached across the border of a logical cluster. `code` is always `BOUNDARY`. */
export class BoundaryViolation extends Error {
  constructor(actor, cluster) {
    super(`${actor} may not reach into ${cluster}`);
    this.code = 'BOUNDARY';
  }
}

/** The cluster, when it is one; every entrance calls this before it uses a name that it was given. */
export function requireCluster(value) {
  return parseCluster(value).path;
}

/**
 * Refuses an actor of one logical cluster who reaches for another: its own is allowed, and with `descendants` those
 * below it. Throws BoundaryViolation.
 */
export function requireReach(actor, cluster, { descendants = false } = {}) {
  const allowed = descendants ? isWithin(cluster, actor) : requireCluster(cluster) === requireCluster(actor);
  if (!allowed) throw new BoundaryViolation(actor, cluster);
  return cluster;
}
