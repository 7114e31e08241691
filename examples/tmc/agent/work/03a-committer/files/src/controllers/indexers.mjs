import { ClusterIndex } from '../store/cluster-index.mjs';
import { clusterKey } from '../workspace/logical-cluster.mjs';

/** Workloads by the sync target that they name, which is one of their own logical cluster. */
export function indexByTarget(store) {
  return new ClusterIndex(store, 'Workload', ({ cluster, target }) =>
    target ? [clusterKey(cluster, target)] : [],
  );
}

/** Sync targets by the tick of their last heartbeat. */
export function indexByHeartbeat(store) {
  return new ClusterIndex(store, 'SyncTarget', ({ heartbeat }) => [String(heartbeat ?? 0)]);
}
