const PLACEMENT = 'WorkloadPlacement';
const QUOTA = 'ResourceQuota';

/** Replicas that one logical cluster asks for, without those of the object that is about to be stored. */
export function replicasAskedFor(store, cluster, except) {
  const others = store.list(cluster, PLACEMENT).filter(({ name }) => name !== except);
  return others.reduce((sum, { spec }) => sum + spec.replicas, 0);
}

/**
 * A policy for admission: a tenant's placements ask for no more replicas than its quotas allow. A quota counts in the
 * logical cluster where it is stored, when that is also the one that it names, and when it is enforced.
 */
export function quotaPolicy(store) {
  return (object, cluster) => {
    if (object.kind !== PLACEMENT) return [];
    const quotas = store.list(cluster, QUOTA).filter(({ spec }) => spec.cluster === cluster && spec.enforced);
    const wanted = replicasAskedFor(store, cluster, object.name) + object.spec.replicas;
    return quotas
      .filter(({ spec }) => wanted > spec.replicas)
      .map(({ name, spec }) => ({
        path: 'spec.replicas',
        message: `makes ${wanted} in all, the quota ${name} allows ${spec.replicas}`,
      }));
  };
}
