import { ApiExports } from '../apiexport/apiexport.mjs';
import { workload } from '../apis/workload.mjs';

/** The name under which the server keeps this part. */
export const name = 'exports';

/** Starts the API exports with the one that every tenant may bind. */
export function start() {
  const exports = new ApiExports();
  exports.offer('root', 'workloads', [workload]);
  return { exports, tenants: null };
}
