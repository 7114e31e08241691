import { Admission } from '../apiexport/admission.mjs';
import { ApiExports } from '../apiexport/apiexport.mjs';
import { ApiSurface } from '../apiexport/api-surface.mjs';
import { Conversions } from '../apiexport/conversion.mjs';
import { BINDING, ExportController } from '../apiexport/export-controller.mjs';
import { GROUPS, loadGroups } from '../apiexport/groups.mjs';
import { quotaPolicy } from '../apiexport/quota-policy.mjs';
import { workload } from '../apis/workload.mjs';
import { drain } from '../controllers/run.mjs';

/** The name under which the server keeps this part. */
export const name = 'exports';

/** Starts the API exports: one for plain workloads, and one for each group of kinds. */
export async function start(server) {
  const exports = new ApiExports();
  const admission = new Admission();
  admission.policy(quotaPolicy(server.store));
  const controller = new ExportController(server.store, exports);
  server.controllers.push(controller);
  exports.offer('root', 'workloads', [workload]);
  const groups = await loadGroups();
  for (const group of GROUPS) {
    for (const entry of groups[group]) admission.accept(entry);
    const kinds = groups[group].map(({ kind }) => kind);
    exports.offer('root', `tmc-${group}`, kinds);
    controller.offered(`tmc-${group}`);
  }
  const surface = new ApiSurface(server.store, exports, admission);
  const conversions = new Conversions();
  return { exports, admission, controller, surface, conversions, tenants: tenantsOf(server, surface) };
}

/** What tenants reach: objects of the core kinds, here clusters whose location is the value. */
function tenantsOf({ store, controllers }, surface) {
  const kind = 'WorkloadCluster';
  const spec = (value) => ({ location: value.replaceAll(' ', '-'), endpoint: 'https://east.example' });
  return {
    put: (cluster, name, value) => {
      store.put(cluster, BINDING, { name: 'core', export: 'tmc-core' });
      drain(controllers);
      surface.apply(cluster, { apiVersion: 'tmc.example/v1alpha1', kind, name, spec: spec(value) });
    },
    get: (cluster, name) => surface.get(cluster, kind, name)?.spec.location.replaceAll('-', ' ') ?? null,
    list: (cluster) => surface.list(cluster, kind).map((object) => object.name),
  };
}
