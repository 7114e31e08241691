import { SyncController } from '../controllers/sync-controller.mjs';
import { TargetController } from '../controllers/target-controller.mjs';

/** The name under which the server keeps this part. */
export const name = 'controllers';

/** Starts the controllers; tenants reach workloads through the store, each in its own logical cluster. */
export function start(server) {
  const sync = new SyncController(server.store);
  const targets = new TargetController(server.store);
  server.controllers.push(sync, targets);
  return {
    sync,
    targets,
    tenants: {
      put: (cluster, name, value) => server.store.put(cluster, 'Workload', { name, value }),
      get: (cluster, name) => server.store.get(cluster, 'Workload', name)?.value ?? null,
      list: (cluster) => server.store.list(cluster, 'Workload').map((workload) => workload.name),
    },
  };
}
