/** Workloads that name a sync target, found by looking at every workload of every tenant. */
export function indexByTarget(store, target) {
  return store.unscoped('Workload').filter((workload) => workload.target === target);
}

/** Workloads with a name, whichever logical cluster they are in. */
export function indexByName(store, name) {
  return store.unscoped('Workload').filter((workload) => workload.name === name);
}
