import { drain } from '../../src/controllers/run.mjs';
import { createServer } from '../../src/server.mjs';

/** A running server with a few verbs of the people who use it, so that a test reads like what happened. */
export async function startWorld(options) {
  const server = await createServer(options);
  const settle = () => drain(server.controllers);
  return {
    server,
    settle,
    tenant: (cluster) => tenantOf(server, settle, cluster),
    ...timeOf(server, settle),
  };
}

function tenantOf(server, settle, cluster) {
  const put = (kind, object) => {
    server.store.put(cluster, kind, object);
    settle();
  };
  return {
    cluster,
    target: (name, fields = {}) => put('SyncTarget', { name, heartbeat: 0, ...fields }),
    workload: (name, fields = {}) => put('Workload', { name, ...fields }),
    phaseOf: (name) => server.store.get(cluster, 'Workload', name)?.phase ?? null,
    sees: (kind) => server.store.list(cluster, kind).map((object) => object.name),
  };
}

function timeOf(server, settle) {
  return {
    /** Lets ticks pass one by one, and the controllers work after each. */
    pass(ticks) {
      for (let n = 0; n < ticks; n += 1) {
        server.parts.controllers.targets.tick();
        settle();
      }
    },
  };
}
