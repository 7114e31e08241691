import { BindingController } from '../virtual/binding-controller.mjs';
import { ExportCatalog } from '../virtual/export-catalog.mjs';
import { VirtualWorkspace } from '../virtual/virtual-workspace.mjs';
import { drain } from '../controllers/run.mjs';

/** The name under which the server keeps this part. */
export const name = 'virtual';

/** Starts the virtual workspaces. Tenants reach, through the view of `workloads`, what is their own. */
export function start(server) {
  const catalog = new ExportCatalog(server.store);
  const controller = new BindingController(server.store, catalog);
  server.controllers.push(controller);
  const view = (name) => new VirtualWorkspace(server.store, catalog, name);
  catalog.offer('root', 'workloads', ['Workload']);
  return { catalog, controller, view, tenants: tenantsOf(server, catalog, view('workloads')) };
}

function tenantsOf({ store, controllers }, catalog, view) {
  return {
    put: (cluster, name, value) => {
      catalog.bind(cluster, 'workloads');
      store.put(cluster, 'Workload', { name, value });
      drain(controllers);
    },
    get: (cluster, name) => view.get(cluster, cluster, 'Workload', name)?.value ?? null,
    list: (cluster) => view.list(cluster, cluster).map((object) => object.name),
  };
}
